package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.yaml.Amount;
import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Durations;
import dev.headroom.config.yaml.Form;
import dev.headroom.config.yaml.Forms;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

class UnitsTest {

  @Property(tries = 300)
  @Label("a duration that is shown reads back as itself")
  void durations(@ForAll @LongRange(min = 0, max = 3_153_600_000_000L) long millis)
      throws BadValue {
    Duration duration = Duration.ofMillis(millis);
    assertThat(Durations.any().read(Durations.show(duration))).isEqualTo(duration);
  }

  @Property(tries = 300)
  @Label("whole units are shown as they are written")
  void wholeUnits(@ForAll @IntRange(min = 1, max = 29) int number) throws BadValue {
    for (String unit : new String[] {"ms", "s", "m", "d"}) {
      String text = number + unit;
      assertThat(Durations.show(Durations.any().read(text))).isEqualTo(text);
    }
  }

  @Property(tries = 300)
  @Label("a size that is shown reads back as itself")
  void sizes(@ForAll @IntRange(min = 0) int bytes) throws BadValue {
    assertThat(Forms.size(0, Integer.MAX_VALUE).read(Forms.showSize(bytes))).isEqualTo(bytes);
  }

  @Property(tries = 300)
  @Label("an amount that is shown reads back as itself")
  void amounts(@ForAll @IntRange(min = 1, max = 100) int number, @ForAll boolean share)
      throws BadValue {
    Amount amount = new Amount(number, share);
    assertThat(Forms.amount(100).read(amount.toString())).isEqualTo(amount);
  }

  @Property(tries = 1000)
  @Label("any other text is refused, and nothing else happens")
  void anyText(@ForAll @AlphaChars @NumericChars @StringLength(max = 20) String text) {
    for (Form<?> form :
        new Form<?>[] {
          Durations.any(), Forms.size(0, 9), Forms.amount(9), Forms.integer(0, 9), Forms.moment()
        }) {
      try {
        assertThat(form.read(text)).isNotNull();
      } catch (BadValue e) {
        assertThat(e.getMessage()).isNotBlank();
        assertThat(e.remedy()).isNotBlank();
      }
    }
  }
}
