package dev.headroom.chat;

import dev.headroom.chat.ErrorCodes.Meaning;

/**
 * What a failed call says to a person. Nothing of a request, of a reply or of another exception
 * goes in: there could be a UserSig or an account in it.
 */
final class ChatTexts {

  private ChatTexts() {}

  static String refused(Command command, int code, Meaning meaning) {
    return "Chat refused "
        + command.wireName()
        + " (ErrorCode "
        + code
        + "): "
        + meaning.meaning()
        + ".";
  }

  static String status(Command command, int status) {
    return command.wireName()
        + (" got HTTP status " + status + " instead of a reply of Chat; check apps[].api")
        + " if it lasts.";
  }

  static String malformed(Command command, String what) {
    return command.wireName()
        + (" got a reply that is not Chat's (" + what + "); check apps[].api, and what stands")
        + " between here and there, if it lasts.";
  }

  static String notSent(Command command, String why) {
    return command.wireName() + " was not sent: " + why + ".";
  }

  static String noKey(Command command) {
    return command.wireName() + " could not be signed; check apps[].secretKey.";
  }

  static String noReply(Command command, String word) {
    String what =
        switch (word) {
          case "timeout" -> "got no reply in time; check the network and chat.timeout";
          case "connect" -> "found nobody to talk to; check apps[].api and the network";
          case "tls" -> "met a certificate that is not to be trusted; check apps[].api";
          case "dns" -> "did not find the host; check apps[].api and the name server";
          case "too_big" -> "got a reply that is too large to be Chat's; check apps[].api";
          default -> "lost its connection before the reply was there; check the network";
        };
    return command.wireName() + " " + what + " if it lasts.";
  }
}
