package dev.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ClaimsProperties {

  @Property
  @Label("Places are neither wasted nor invented, and no app gets two more than a wanting other")
  void shares(
      @ForAll @IntRange(max = 40) int free,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 20) Integer> running,
      @ForAll @Size(6) List<@IntRange(max = 50) Integer> dueOf,
      @ForAll @Size(6) List<@IntRange(min = 1, max = 50) Integer> roomOf) {
    int n = running.size();
    List<Claims.App> apps =
        IntStream.range(0, n)
            .mapToObj(i -> new Claims.App(i, running.get(i), roomOf.get(i)))
            .toList();
    int[] due = IntStream.range(0, n).map(dueOf::get).toArray();
    int[] shares = Claims.shares(free, apps, due);

    int[] wanted = IntStream.range(0, n).map(i -> Math.min(due[i], roomOf.get(i))).toArray();
    assertThat(IntStream.of(shares).sum()).isEqualTo(Math.min(free, IntStream.of(wanted).sum()));
    for (int i = 0; i < n; i++) {
      assertThat(shares[i]).isBetween(0, wanted[i]);
      for (int j = 0; j < n; j++) {
        if (shares[i] > 0 && shares[j] < wanted[j]) {
          assertThat(running.get(i) + shares[i])
              .isLessThanOrEqualTo(running.get(j) + shares[j] + 1);
        }
      }
    }
  }
}
