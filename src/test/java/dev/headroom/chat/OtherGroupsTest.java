package dev.headroom.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.ChatException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OtherGroupsTest {

  private final OtherGroups others = new OtherGroups(() -> 0);
  private final List<String> looks = new ArrayList<>();
  private Future<?> answer = Future.succeededFuture();

  private boolean areWell(String group) {
    return others.areWell(group, this::look, () -> look("list")).result();
  }

  private Future<?> look(String at) {
    looks.add(at);
    return answer;
  }

  private static Future<?> failed(Kind kind) {
    return Future.failedFuture(new ChatException(kind, "get_group_info", 0, false, "no"));
  }

  @Test
  @DisplayName("asks for the group that was answered well last, and never for the one in trouble")
  void looksAtAnother() {
    others.answered("old", 1);
    others.answered("new", 2);
    others.answered("sick", 3);
    assertThat(areWell("sick")).isTrue();
    assertThat(looks).containsExactly("new");
  }

  @Test
  @DisplayName("asks for no group that has come to trouble itself since it was answered well")
  void looksAtNoneInTrouble() {
    others.answered("well", 1);
    others.answered("sick too", 2);
    others.troubled("sick too");
    assertThat(areWell("sick")).isTrue();
    assertThat(looks).containsExactly("well");
  }

  @Test
  @DisplayName("asks for the list of groups when no other group is known")
  void looksAtTheList() {
    others.answered("sick", 1);
    assertThat(areWell("sick")).isTrue();
    answer = failed(Kind.NO_ANSWER);
    assertThat(areWell("sick")).isFalse();
    assertThat(looks).containsExactly("list", "list");
  }

  @Test
  @DisplayName("takes an answer that refuses for one, and trouble for none")
  void refusalIsAnAnswer() {
    others.answered("other", 1);
    for (Kind kind : Kind.values()) {
      answer = failed(kind);
      boolean isAnswer = !kind.isOfApp() && !kind.isUnclear() && kind != Kind.NOT_SENT;
      assertThat(areWell("sick")).as("%s", kind).isEqualTo(isAnswer);
    }
  }

  @Test
  @DisplayName("takes three other groups in trouble and none that is well for the app's")
  void manyAreTheApp() {
    others.troubled("a");
    others.troubled("b");
    others.troubled("sick");
    assertThat(areWell("sick")).isTrue();
    others.troubled("c");
    assertThat(areWell("sick")).isFalse();
    assertThat(looks).containsExactly("list");
  }

  @Test
  @DisplayName("shares a look that is under way, but not with the group that is looked at")
  void sharesALook() {
    others.answered("other", 1);
    others.answered("well", 2);
    Promise<Void> pending = Promise.promise();
    answer = pending.future();
    Future<Boolean> one = others.areWell("sick", this::look, () -> look("list"));
    Future<Boolean> two = others.areWell("sick too", this::look, () -> look("list"));
    Future<Boolean> three = others.areWell("well", this::look, () -> look("list"));
    pending.complete();
    assertThat(List.of(one.result(), two.result(), three.result())).containsOnly(true);
    assertThat(looks).containsExactly("well", "other");
  }

  @Test
  @DisplayName("knows whether a call that was sent later was answered well")
  void since() {
    assertThat(others.answeredSince(Long.MIN_VALUE + 1)).isFalse();
    others.answered(null, 10);
    others.answered("g", 5);
    assertThat(others.answeredSince(9)).isTrue();
    assertThat(others.answeredSince(10)).isFalse();
  }
}
