package dev.headroom.chat;

import dev.headroom.chat.ChatException.Kind;
import dev.headroom.chat.ChatHttp.NoReply;
import dev.headroom.chat.ChatHttp.Reply;
import dev.headroom.chat.ErrorCodes.Meaning;
import dev.headroom.chat.Replies.Malformed;
import dev.headroom.config.AppSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One call that changes nothing, to see whether Chat takes an app as it is configured: it asks for
 * a group that does not exist. Sent once, on a connection of its own, past every budget.
 */
public final class SignIn {

  private static final String NO_GROUP = "headroom-sign-in";

  private SignIn() {}

  /**
   * How it went.
   *
   * @param refusal why not, or empty when Chat took the app
   * @param clockAhead how far our clock is ahead of Chat's, if a reply told its Date
   */
  public record Result(Optional<ChatException> refusal, Optional<Duration> clockAhead) {}

  /**
   * Signs in.
   *
   * @param timeout of the call
   * @param clock dates the UserSig, and is compared with Chat's
   * @return never fails
   * @throws IllegalArgumentException if apps[].api is plain http to another machine
   */
  public static Future<Result> attempt(
      Vertx vertx, AppSettings app, Duration timeout, Clock clock) {
    ChatClient.checkApi(app.api());
    Instant sent = clock.instant();
    String sig =
        UserSig.sign(app.sdkAppId(), app.identifier(), app.secretKey(), sent, UserSig.VALIDITY);
    String path = new CallTarget(() -> app).path(Command.GET_GROUP_INFO, sig);
    Buffer body =
        new JsonObject()
            .put("GroupIdList", JsonArray.of(NO_GROUP))
            .put(
                "ResponseFilter", new JsonObject().put("GroupBaseInfoFilter", JsonArray.of("Type")))
            .toBuffer();
    ChatHttp http = new ChatHttp(vertx, app.api(), 1, timeout);
    Promise<Result> result = Promise.promise();
    vertx
        .getOrCreateContext()
        .runOnContext(
            v ->
                http.post(path, body, () -> false)
                    .map(reply -> judge(reply, sent, clock.instant()))
                    .otherwise(cause -> noReply((NoReply) cause))
                    .eventually(http::close)
                    .onComplete(result));
    return result.future();
  }

  private static Result noReply(NoReply none) {
    return new Result(
        unreachable(ChatTexts.noReply(Command.GET_GROUP_INFO, none.word())), Optional.empty());
  }

  private static Result judge(Reply reply, Instant sent, Instant received) {
    if (reply.status() != 200) {
      return new Result(
          unreachable(ChatTexts.status(Command.GET_GROUP_INFO, reply.status())), Optional.empty());
    }
    try {
      // Only the reply's own code: what is said of the group that is not there tells nothing.
      int code = Replies.errorCode(Replies.object(reply.body()));
      return new Result(refusal(code), ClockSkew.ahead(reply.date(), sent, received));
    } catch (Malformed e) {
      return new Result(
          unreachable(ChatTexts.malformed(Command.GET_GROUP_INFO, e.getMessage())),
          Optional.empty());
    }
  }

  private static Optional<ChatException> refusal(int code) {
    Meaning meaning = ErrorCodes.of(code);
    if (code == 0 || meaning.kind() == Kind.GROUP_GONE) {
      return Optional.empty();
    }
    return Optional.of(
        new ChatException(
            meaning.kind(),
            Command.GET_GROUP_INFO.wireName(),
            code,
            false,
            ChatTexts.refused(Command.GET_GROUP_INFO, code, meaning)));
  }

  private static Optional<ChatException> unreachable(String text) {
    return Optional.of(
        new ChatException(Kind.UNREACHABLE, Command.GET_GROUP_INFO.wireName(), 0, false, text));
  }
}
