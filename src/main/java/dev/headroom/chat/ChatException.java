package dev.headroom.chat;

import java.time.Duration;
import java.util.Objects;

/** A call to the Chat REST API that failed. Carries no secret, no UserSig and no account. */
public final class ChatException extends RuntimeException {

  /** What an error means for the work; each ErrorCode belongs to one. */
  public enum Kind {
    /** No connection, no such host, no trust: the network between here and Chat. */
    UNREACHABLE(Whose.APP),
    /** Called too often: go slower. */
    FREQUENCY(Whose.APP),
    /** Key, identifier, region, plan, arrears, caller IP: only a person can mend it. */
    APP_REFUSED(Whose.APP),
    /** The quota of the trial edition for 24 h is used up (60028). */
    QUOTA_USED_UP(Whose.APP),
    /** UserSig checks are locked for a minute (70050). */
    LOCKED(Whose.APP),
    /** No reply of Chat's to this call: time-out, reset, HTTP 5xx, unreadable, without an end. */
    NO_ANSWER(Whose.UNCLEAR),
    /** Tencent's own trouble with this call: may pass. */
    PASSING(Whose.UNCLEAR),
    /** This was asked of the group too often. */
    GROUP_FREQUENCY(Whose.UNCLEAR),
    /** The group does not exist any more. */
    GROUP_GONE(Whose.JOB),
    /** Not for this group or this request: no repetition heals it. */
    REFUSED(Whose.JOB),
    /** A code that is not documented. */
    UNDOCUMENTED(Whose.JOB),
    /** One of the accounts cannot be handled. */
    ACCOUNT(Whose.JOB),
    /** The answer or the request was too large. */
    TOO_LARGE(Whose.JOB),
    /** No seat for who comes back. */
    GROUP_FULL(Whose.JOB),
    /** Not sent at all: its moment had passed. */
    NOT_SENT(Whose.JOB);

    private enum Whose {
      APP,
      JOB,
      UNCLEAR
    }

    private final Whose whose;

    Kind(Whose whose) {
      this.whose = whose;
    }

    /** Whether it concerns the whole app, and not this job. */
    public boolean isOfApp() {
      return whose == Whose.APP;
    }

    /**
     * Whether it is the job's or the whole app's, as {@link ChatApi#othersAreWell} can tell: what
     * fails for one group while others are answered is that group's.
     */
    public boolean isUnclear() {
      return whose == Whose.UNCLEAR;
    }

    /** Whether other groups may be read all the same, for whoever reads many one after another. */
    public boolean sparesOthers() {
      return whose != Whose.APP && this != NO_ANSWER;
    }
  }

  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String command;
  private final int code;
  private final boolean uncertain;

  /**
   * A failed call.
   *
   * @param command e.g. delete_group_member
   * @param code Tencent's ErrorCode, or 0 when there was none
   * @param uncertain whether the call may have had its effect all the same
   */
  public ChatException(Kind kind, String command, int code, boolean uncertain, String message) {
    super(message);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.command = command;
    this.code = code;
    this.uncertain = uncertain;
  }

  /** What it means for the work. */
  public Kind kind() {
    return kind;
  }

  /** The command, e.g. get_group_info. */
  public String command() {
    return command;
  }

  /** Tencent's ErrorCode, or 0 when there was none. */
  public int code() {
    return code;
  }

  /** Whether the call may have had its effect, now or within the server's 3 s [1047/34620]. */
  public boolean uncertain() {
    return uncertain;
  }

  /** Whether the call never left. */
  public boolean notSent() {
    return kind == Kind.NOT_SENT;
  }

  /** How long the app should be left alone first. */
  public Duration pause() {
    return switch (kind) {
      case LOCKED, APP_REFUSED -> Duration.ofSeconds(60);
      case QUOTA_USED_UP -> Duration.ofMinutes(30);
      case FREQUENCY, GROUP_FREQUENCY -> Duration.ofSeconds(2);
      default -> Duration.ofSeconds(1);
    };
  }
}
