package dev.headroom.chat;

import java.util.Arrays;
import java.util.Optional;

/** The calls of the Chat REST API that are used. */
enum Command {
  GET_GROUP_INFO("group_open_http_svc", "get_group_info", true),
  GET_GROUP_MEMBER_INFO("group_open_http_svc", "get_group_member_info", true),
  GET_SPECIFIED_GROUP_MEMBER_INFO("group_open_http_svc", "get_specified_group_member_info", true),
  DELETE_GROUP_MEMBER("group_open_http_svc", "delete_group_member", false),
  GET_ROLE_IN_GROUP("group_open_http_svc", "get_role_in_group", true),
  QUERY_ONLINE_STATUS("openim", "query_online_status", true),
  GET_APPID_GROUP_LIST("group_open_http_svc", "get_appid_group_list", true),
  IMPORT_GROUP_MEMBER("group_open_http_svc", "import_group_member", false),
  ADD_GROUP_MEMBER("group_open_http_svc", "add_group_member", false);

  private final String service;
  private final String wireName;
  private final boolean reads;

  Command(String service, String wireName, boolean reads) {
    this.service = service;
    this.wireName = wireName;
    this.reads = reads;
  }

  static Optional<Command> of(String wireName) {
    return Arrays.stream(values()).filter(c -> c.wireName.equals(wireName)).findFirst();
  }

  /** The path below the base URL [1047/34620]. */
  String path() {
    return "/v4/" + service + "/" + wireName;
  }

  /** The name on the wire. */
  String wireName() {
    return wireName;
  }

  /** Whether it changes nothing, so that it may be sent again after a failure. */
  boolean reads() {
    return reads;
  }

  /** What Tencent allows per second at most whatever is configured [1047/34960]. */
  int ceiling() {
    return this == GET_APPID_GROUP_LIST ? 1 : Integer.MAX_VALUE;
  }
}
