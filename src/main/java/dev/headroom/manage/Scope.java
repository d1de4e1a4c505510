package dev.headroom.manage;

/**
 * Where something shall happen.
 *
 * @param sdkAppId one app, or null for every app
 * @param groupId one group of that app, or null for all of its groups
 */
public record Scope(Long sdkAppId, String groupId) {

  /** A group belongs to an app. */
  public Scope {
    if (groupId != null && sdkAppId == null) {
      throw new IllegalArgumentException("a group without its app");
    }
  }
}
