package dev.headroom.chat;

import java.time.Duration;
import java.util.Objects;

/** A call to the Chat REST API that failed. Carries no secret, no UserSig and no account. */
public final class ChatException extends RuntimeException {

  /** What an error means for the work; each ErrorCode belongs to one. */
  public enum Kind {
    /** Network, HTTP 5xx, unreadable reply: the app's connection is sick. */
    UNREACHABLE(true),
    /** Called too often: go slower. */
    FREQUENCY(true),
    /** Key, identifier, region, plan, arrears, caller IP: only a person can mend it. */
    APP_REFUSED(true),
    /** The quota of the trial edition for 24 h is used up (60028). */
    QUOTA_USED_UP(true),
    /** UserSig checks are locked for a minute (70050). */
    LOCKED(true),
    /** Tencent's own trouble with this call: may pass. */
    PASSING(false),
    /** The group does not exist any more. */
    GROUP_GONE(false),
    /** Not for this group or this request. */
    REFUSED(false),
    /** One of the accounts cannot be handled. */
    ACCOUNT(false),
    /** The answer or the request was too large. */
    TOO_LARGE(false),
    /** No seat for who comes back. */
    GROUP_FULL(false),
    /** Not sent at all: its moment had passed. */
    NOT_SENT(false);

    private final boolean ofApp;

    Kind(boolean ofApp) {
      this.ofApp = ofApp;
    }

    /** Whether it concerns the whole app, and not this job. */
    public boolean isOfApp() {
      return ofApp;
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
      case FREQUENCY -> Duration.ofSeconds(2);
      default -> Duration.ofSeconds(1);
    };
  }
}
