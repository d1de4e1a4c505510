package dev.headroom.system;

import dev.headroom.sandbox.ChatCall;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Watches the calls at the backend for deletes that were repeated blind: an account may be named
 * again only after an answer has shown that it is still a member.
 */
final class DeleteWatch {

  private static final Map<String, String> READS =
      Map.of(
          "get_specified_group_member_info", "Member_List_Account",
          "get_role_in_group", "User_Account");

  private static final Set<Integer> SIGN_ANEW = Set.of(60004, 60005, 70001);

  private final SandboxBackend backend;
  private final Map<String, ChatCall> named = new HashMap<>();
  private final Set<String> seenSince = new HashSet<>();
  private final List<Repeat> unseen = new ArrayList<>();

  private record Repeat(String key, ChatCall first, ChatCall again) {}

  private DeleteWatch(SandboxBackend backend) {
    this.backend = backend;
  }

  static DeleteWatch on(SandboxBackend backend) {
    DeleteWatch watch = new DeleteWatch(backend);
    backend.beforeCalls(watch::before);
    backend.afterCalls(watch::after);
    return watch;
  }

  private synchronized void before(ChatCall call) {
    if (!call.api().equals("delete_group_member")) {
      return;
    }
    for (String key : keys(call, "MemberToDel_Account")) {
      boolean seen = seenSince.remove(key);
      ChatCall first = named.put(key, call);
      if (first != null && !seen) {
        unseen.add(new Repeat(key, first, call));
      }
    }
  }

  private synchronized void after(ChatCall call) {
    String field = READS.get(call.api());
    if (field == null || call.faulted()) {
      return;
    }
    SandboxGroup group = backend.app(call.sdkAppId()).find(call.groupId()).orElseThrow();
    for (Object account : call.body().getJsonArray(field)) {
      if (group.has((String) account)) {
        seenSince.add(key(call, account));
      }
    }
  }

  private static List<String> keys(ChatCall call, String field) {
    return call.body().getJsonArray(field, new JsonArray()).stream()
        .map(account -> key(call, account))
        .toList();
  }

  private static String key(ChatCall call, Object account) {
    return call.sdkAppId() + " " + call.groupId() + " " + account;
  }

  /**
   * Accounts that were named once more although nobody had looked, each with both calls. A call
   * whose UserSig was refused never got as far as the group: it may come again as it was.
   */
  synchronized List<String> blindRepeats() {
    return unseen.stream()
        .filter(repeat -> !SIGN_ANEW.contains(repeat.first().code().orElse(0)))
        .map(repeat -> repeat.key() + ": " + repeat.first() + ", " + repeat.again())
        .toList();
  }
}
