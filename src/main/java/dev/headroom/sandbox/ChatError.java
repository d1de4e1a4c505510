package dev.headroom.sandbox;

/** A REST call that Chat answers with an error code. */
final class ChatError extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  ChatError(int code, String info) {
    super(info, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }
}
