package dev.headroom.doctor;

import dev.headroom.chat.ChatException;
import dev.headroom.chat.ChatException.Kind;
import dev.headroom.config.AppSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a sign-in tells, with the remedy [1047/34348]. */
final class SignInFindings {

  /** The domain is that of another region, or knows no such app. */
  private static final Set<Integer> ELSEWHERE = Set.of(60026, 60006, 70020);

  private static final int OTHER_REGION = 60026;

  /** Callbacks are refused at 60 s, removals stop at 50 s: time enough to mend it from here on. */
  private static final Duration CLOCK_ALARM = Duration.ofSeconds(20);

  private SignInFindings() {}

  /** Whether the app may live behind another domain. */
  static boolean maybeElsewhere(ChatException refusal) {
    return ELSEWHERE.contains(refusal.code());
  }

  /** The app answered there, and not where it was looked for. */
  static Finding region(String path, AppSettings app, Region found) {
    return Finding.wrong(
        path + ".api is the domain of another region (" + app.api() + ")",
        "The app lives in " + found.name() + ". Write there:\napi: " + found.api());
  }

  /**
   * The app was found nowhere.
   *
   * @param tried other domains that were asked
   * @param answered those of them that gave an answer
   */
  static Finding nowhere(
      String path, AppSettings app, ChatException refusal, int tried, int answered) {
    String code = code(refusal);
    String also = others(tried, answered);
    return refusal.code() == OTHER_REGION
        ? Finding.wrong(
            path + ".api is the domain of another region (" + app.api() + ")" + code,
            "Write the domain of the region that the console shows for the app." + also)
        : Finding.wrong(
            path + ".sdkAppId: Chat does not know the app " + app.sdkAppId() + code,
            "Copy the SDKAppID from the console; write the domain of its region as api." + also);
  }

  private static String others(int tried, int answered) {
    if (tried == 0) {
      return "";
    }
    if (answered == 0) {
      return " None of the " + tried + " other domains could be reached from here.";
    }
    return " Of "
        + answered
        + " other domains that answered none knows the app"
        + (answered < tried ? "; " + (tried - answered) + " did not answer." : ".");
  }

  /** Any other refusal. */
  static Finding refused(String path, AppSettings app, ChatException refusal) {
    String code = code(refusal);
    return switch (refusal.code()) {
      case 60004, 60005, 70002, 70003, 70005, 70009, 70013, 70014, 70016 ->
          Finding.wrong(
              path + ".secretKey is not the key of app " + app.sdkAppId() + code,
              "Copy SDKAppID and key from the same app in the console. The key is the one for"
                  + " HMAC-SHA256; whole, without blanks.");
      case 60010, 10007, 10012, 70403, 90009 ->
          Finding.wrong(
              path + ".identifier is no administrator of the app" + code,
              "Write the name of an administrator account as the console shows it (it is"
                  + " \"administrator\" unless you have made others).");
      case 70051 ->
          Finding.wrong(
              path + ".identifier is on the app's block list" + code,
              "Take it off the list in the console, or use another administrator account.");
      case 70001 ->
          Finding.wrong(
              "the signature had expired when it arrived" + code,
              "Set this machine's clock: signatures hold for 48 hours from now by it.");
      case 70050 ->
          Finding.wrong(
              "too many signatures of the app were wrong, Chat checks none for a minute" + code,
              "Stop whatever calls with a wrong key, wait for a minute, and check again.");
      case 60016, 60017, 60020, 80005 ->
          Finding.wrong(
              "the app is disabled, its plan has expired, or a bill is not paid" + code,
              "Look at the app's state, its plan and the bills in the Tencent console.");
      case 60027, 10026, 10059 ->
          Finding.wrong(
              "the app's plan does not include these calls" + code,
              "Take a plan that does, or ask Tencent.");
      case 60021 ->
          Finding.wrong(
              "Chat takes no calls from this machine's IP address" + code,
              "Add the public address that this machine goes out with (its NAT gateway's) to the"
                  + " app's list of allowed addresses in the console.");
      case 60028 ->
          Finding.wrong(
              "the trial edition's calls for 24 hours are used up" + code,
              "Take a plan, or wait until tomorrow; look at what else calls with this app.");
      case 60025 ->
          Finding.wrong(
              "Chat does not take app id, identifier or signature as they are written" + code,
              "Look for blanks and strange characters in " + path + ".");
      default -> byKind(refusal);
    };
  }

  private static Finding byKind(ChatException refusal) {
    String text = refusal.getMessage();
    if (refusal.kind() == Kind.FREQUENCY) {
      return Finding.wrong(
          "the app's calls per second are used up" + code(refusal),
          "Look at what else calls with this app, or raise the limit in the console.");
    }
    if (refusal.kind() == Kind.PASSING) {
      return Finding.wrong(text, "Check again in a minute; ask Tencent if it lasts.");
    }
    return Finding.wrong(
        text,
        refusal.kind() == Kind.UNREACHABLE || refusal.kind() == Kind.NO_ANSWER
            ? "Look at what stands between this machine and Chat, a proxy perhaps."
            : "Look the code up in Tencent's list of error codes.");
  }

  /** The clock, if it is far off. */
  static Optional<Finding> clock(Duration ahead) {
    if (ahead.abs().compareTo(CLOCK_ALARM) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.wrong(
            "this machine's clock is " + off(ahead),
            "Set it, and let NTP keep it: callbacks are refused at 60 s, removals stop at 50 s."));
  }

  /** For people, e.g. 3 s behind Chat's. */
  static String off(Duration ahead) {
    double seconds = ahead.abs().toMillis() / 1000.0;
    return String.format(Locale.ROOT, seconds < 10 ? "%.1f s " : "%.0f s ", seconds)
        + (ahead.isNegative() ? "behind Chat's" : "ahead of Chat's");
  }

  private static String code(ChatException refusal) {
    return " (ErrorCode " + refusal.code() + ")";
  }
}
