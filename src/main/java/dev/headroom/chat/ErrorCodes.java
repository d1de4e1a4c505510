package dev.headroom.chat;

import static dev.headroom.chat.ChatException.Kind.ACCOUNT;
import static dev.headroom.chat.ChatException.Kind.APP_REFUSED;
import static dev.headroom.chat.ChatException.Kind.FREQUENCY;
import static dev.headroom.chat.ChatException.Kind.GROUP_FREQUENCY;
import static dev.headroom.chat.ChatException.Kind.GROUP_FULL;
import static dev.headroom.chat.ChatException.Kind.GROUP_GONE;
import static dev.headroom.chat.ChatException.Kind.LOCKED;
import static dev.headroom.chat.ChatException.Kind.PASSING;
import static dev.headroom.chat.ChatException.Kind.QUOTA_USED_UP;
import static dev.headroom.chat.ChatException.Kind.REFUSED;
import static dev.headroom.chat.ChatException.Kind.TOO_LARGE;
import static dev.headroom.chat.ChatException.Kind.UNDOCUMENTED;

import dev.headroom.chat.ChatException.Kind;
import java.util.HashMap;
import java.util.Map;

/** Tencent's error codes and what each means for the work [1047/34348]. */
final class ErrorCodes {

  /** Already a member. */
  static final int ALREADY_MEMBER = 10013;

  /**
   * What follows from an error code.
   *
   * @param kind what it means for the work
   * @param uncertain whether the call may have had its effect, wholly or in part
   * @param newUserSig whether to sign anew and ask once more; such a call had no effect
   * @param meaning the cause and, where a person can do something, the remedy
   */
  record Meaning(Kind kind, boolean uncertain, boolean newUserSig, String meaning) {}

  private static final Meaning UNKNOWN =
      new Meaning(UNDOCUMENTED, true, false, "a code that is not documented");

  private static final Map<Integer, Meaning> TABLE = table();

  private ErrorCodes() {}

  /** The meaning of a code other than 0; one that is not known counts against the job only. */
  static Meaning of(int code) {
    return TABLE.getOrDefault(code, UNKNOWN);
  }

  /** Whether the code is in the table, so that it may label a metric. */
  static boolean isKnown(int code) {
    return code == 0 || TABLE.containsKey(code);
  }

  private static Map<Integer, Meaning> table() {
    Table t = new Table();
    t.acted(PASSING, "Chat had an internal error", 10002, 20004, 20005, 70500);
    t.acted(PASSING, "Chat had an internal error", 90992, 90994, 90995, 91000);
    t.acted(PASSING, "Chat timed out, or could not read the request", 60008);
    t.acted(PASSING, "Chat could not read its own backend", 60013);
    t.acted(PASSING, "Chat timed out", 60014, 70169, 70202);

    t.acted(GROUP_FREQUENCY, "this was asked of the group too often", 10006, 10023);
    t.atGate(FREQUENCY, "the calls came too often", 60007, 60011, 60018, 60019, 90057);

    t.acted(REFUSED, "the request was not understood", 10003, 10004, 10011, 70402);
    t.acted(REFUSED, "the request was not understood", 60002, 60003, 60009, 60012, 60015);
    t.acted(REFUSED, "the request was not understood", 90001, 90003, 90012);
    t.acted(REFUSED, "the text is too long", 80002, 93000);
    t.acted(REFUSED, "not possible with this type of group, or not allowed", 10007);
    t.acted(REFUSED, "the app's own backend said no to it", 10016);
    t.acted(REFUSED, "the id is taken", 10021);
    t.acted(REFUSED, "somebody else wrote at the same time", 10056);
    t.acted(REFUSED, "the app's plan does not have this feature; take a higher plan", 10059);
    t.acted(REFUSED, "Communities are not enabled; enable them in the Chat console", 11000);
    t.atGate(REFUSED, "the command is disabled for this app; ask Tencent", 10026);
    t.atGate(REFUSED, "the app's product may not use the API; ask Tencent", 60027);
    t.acted(REFUSED, "a code without public meaning", 60022, 60023, 60024);

    t.atGate(GROUP_GONE, "the group does not exist any more", 10010, 10015);
    t.acted(GROUP_FULL, "the group is full", 10014);
    t.acted(GROUP_FULL, "the plan's member limit is reached", 10038);
    t.acted(ACCOUNT, "an owner cannot leave the group", 10009);
    t.acted(ACCOUNT, "the account is a member already", ALREADY_MEMBER);
    t.acted(ACCOUNT, "an account does not exist", 10019, 70107, 90048);
    t.acted(ACCOUNT, "an account is in too many groups", 10037);
    t.acted(TOO_LARGE, "too many accounts in one request", 10005, 90011, 90018);
    t.acted(TOO_LARGE, "the reply would be larger than 1 MB", 10018);
    t.acted(TOO_LARGE, "the group is too large to be read at once", 10054);

    t.atGate(APP_REFUSED, "identifier is no valid user; check apps[].identifier", 10012);
    t.atGate(
        APP_REFUSED,
        "identifier is no administrator of the app; check apps[].identifier",
        60010,
        70403,
        90009);
    t.atGate(APP_REFUSED, "the app id is not known; check apps[].sdkAppId", 60006, 70020);
    t.atGate(
        APP_REFUSED,
        "the app is disabled, its plan has expired or a bill is not paid; see the Tencent console",
        60016,
        60017,
        60020,
        80005);
    t.atGate(
        APP_REFUSED, "calls from this IP address are not allowed; see the Chat console", 60021);
    t.atGate(
        APP_REFUSED,
        "the call does not name a valid app, identifier or UserSig; check apps[]",
        60025);
    t.atGate(APP_REFUSED, "the app lives in another region; check apps[].api", 60026);
    t.atGate(
        APP_REFUSED,
        "the UserSig was not taken; check apps[].secretKey, sdkAppId and identifier",
        70002,
        70003,
        70005,
        70009,
        70013,
        70014,
        70016);
    t.atGate(APP_REFUSED, "identifier is on the app's block list; see the console", 70051);
    t.signAnew("the account check failed; check apps[].secretKey and identifier", 60004, 60005);
    t.signAnew("the UserSig has expired; check this machine's clock", 70001);
    t.atGate(
        QUOTA_USED_UP, "the trial edition's calls of 24 h are used up; take a plan or wait", 60028);
    t.atGate(
        LOCKED,
        "too many UserSigs were wrong, checks are locked for a minute; check apps[].secretKey",
        70050);
    return Map.copyOf(t.rows);
  }

  /** Builds the table, and refuses a code that is in it twice. */
  private static final class Table {
    private final Map<Integer, Meaning> rows = new HashMap<>();

    /** Refused before anything was done. */
    void atGate(Kind kind, String meaning, int... codes) {
      add(new Meaning(kind, false, false, meaning), codes);
    }

    /** Refused by whoever does the work: whether nothing was done at all is not documented. */
    void acted(Kind kind, String meaning, int... codes) {
      add(new Meaning(kind, true, false, meaning), codes);
    }

    void signAnew(String meaning, int... codes) {
      add(new Meaning(APP_REFUSED, false, true, meaning), codes);
    }

    private void add(Meaning meaning, int... codes) {
      for (int code : codes) {
        if (rows.put(code, meaning) != null) {
          throw new IllegalStateException("Error code " + code + " is in the table twice.");
        }
      }
    }
  }
}
