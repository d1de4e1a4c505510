package dev.headroom.sandbox;

/** Finds groups by what a caller claims to be their id. The caller holds the app's lock. */
final class GroupIds {
  private static final int MOST_BYTES = 96;

  private GroupIds() {}

  /** Printable ASCII up to 96 bytes is an id [1047/33529]: 10015 if it is none, 10010 if gone. */
  static SandboxGroup find(SandboxApp app, String id) throws ChatError {
    if (id.isEmpty()
        || id.length() > MOST_BYTES
        || !id.chars().allMatch(c -> c >= 0x20 && c <= 0x7E)) {
      throw new ChatError(10015, "the group id is invalid");
    }
    SandboxGroup group = app.find(id).orElse(null);
    if (group == null || group.isDisbanded()) {
      throw new ChatError(10010, "the group does not exist or was disbanded");
    }
    return group;
  }

  /** The group that {@code GroupId} names. */
  static SandboxGroup named(SandboxApp app, Arguments body) throws ChatError {
    return find(app, body.text("GroupId"));
  }

  /** The same, of a type that stores members. */
  static SandboxGroup withMembers(SandboxApp app, Arguments body) throws ChatError {
    SandboxGroup group = named(app, body);
    if (!group.type().storesMembers()) {
      throw body.refused(Breach.Rule.GROUP_TYPE, 10007, "an AVChatRoom stores no members");
    }
    return group;
  }
}
