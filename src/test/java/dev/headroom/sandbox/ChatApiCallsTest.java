package dev.headroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ChatApiCallsTest {
  private static final String GROUP = "g";
  private static final String LIVE = "live";
  private static final String COMMUNITY = "@TGS#_c";

  private SandboxBackend backend;
  private SandboxApp app;
  private SandboxGroup group;
  private RawClient client;

  @BeforeEach
  void start(Vertx vertx) {
    backend = RawClient.await(SandboxBackend.start(vertx));
    app = backend.app();
    group = app.group(GROUP, GroupType.PUBLIC).max(10).owner("boss").admin("aide");
    app.group(LIVE, GroupType.AV_CHAT_ROOM);
    app.group(COMMUNITY, GroupType.COMMUNITY);
    client = new RawClient(vertx, backend);
  }

  @AfterEach
  void stop() {
    RawClient.await(backend.close());
  }

  private static JsonArray accounts(int count) {
    return new JsonArray(IntStream.range(0, count).mapToObj(i -> "a" + i).toList());
  }

  private static JsonObject body(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }

  private int code(String command, JsonObject body) {
    return client.group(command, body).getInteger("ErrorCode");
  }

  private int code(String command, String body) {
    return code(command, body(body));
  }

  private List<String> breaches() {
    List<String> codes = backend.breaches().stream().map(Breach::code).toList();
    backend.clearBreaches();
    return codes;
  }

  @Test
  @DisplayName("get_group_info: each group has its own verdict under a good one for all")
  void infoVerdicts() {
    app.group("gone", GroupType.PUBLIC).disband();
    JsonObject answer =
        client.group(
            "get_group_info",
            body(
                "{'GroupIdList':['g','gone','none','\u00e9'],"
                    + "'ResponseFilter':{'GroupBaseInfoFilter':['Type']}}"));
    assertThat(answer.getInteger("ErrorCode")).isZero();
    assertThat(answer.getJsonArray("GroupInfo").stream().map(JsonObject.class::cast))
        .extracting(one -> one.getInteger("ErrorCode"))
        .containsExactly(0, 10010, 10010, 10015);
    assertThat(answer.getJsonArray("GroupInfo").getJsonObject(0))
        .isEqualTo(body("{'GroupId':'g','ErrorCode':0,'ErrorInfo':'','Type':'Public'}"));
    assertThat(breaches()).isEmpty();
  }

  @Test
  @DisplayName(
      "get_group_info: an AVChatRoom has no MemberNum, and more than 50 groups are refused")
  void infoLimits() {
    JsonObject live =
        client
            .group("get_group_info", body("{'GroupIdList':['live'],'ResponseFilter':{}}"))
            .getJsonArray("GroupInfo")
            .getJsonObject(0);
    assertThat(live.getString("Type")).isEqualTo("AVChatRoom");
    assertThat(live.containsKey("MemberNum")).isFalse();
    JsonObject many =
        new JsonObject().put("GroupIdList", accounts(51)).put("ResponseFilter", new JsonObject());
    assertThat(code("get_group_info", many)).isEqualTo(10004);
    assertThat(breaches()).containsExactly("too-many");
  }

  @Test
  @DisplayName("get_group_info: members come only when asked for, with only the named fields")
  void infoMembers() {
    group.member("aide").orElseThrow().field("Vip", "1").field("Mood", "sad");
    JsonObject info =
        client
            .group(
                "get_group_info",
                body(
                    "{'GroupIdList':['g'],'ResponseFilter':{'GroupBaseInfoFilter':['MemberNum'],"
                        + "'MemberInfoFilter':['Account','Role'],"
                        + "'AppDefinedDataFilter_GroupMember':['Vip']}}"))
            .getJsonArray("GroupInfo")
            .getJsonObject(0);
    assertThat(info.getJsonArray("MemberList"))
        .isEqualTo(
            body("{'l':[{'Member_Account':'boss','Role':'Owner'},"
                    + "{'Member_Account':'aide','Role':'Admin',"
                    + "'AppMemberDefinedData':[{'Key':'Vip','Value':'1'}]}]}")
                .getJsonArray("l"));
  }

  @Test
  @DisplayName("get_group_member_info: filters by role while MemberNum stays that of the group")
  void roleFilter() {
    group.add(3, "m", (member, i) -> {});
    JsonObject answer =
        client.group(
            "get_group_member_info",
            body("{'GroupId':'g','MemberRoleFilter':['Owner','Admin'],'Limit':100,'Offset':0}"));
    assertThat(answer.getInteger("MemberNum")).isEqualTo(5);
    assertThat(answer.getJsonArray("MemberList")).hasSize(2);
    assertThat(answer.containsKey("Next")).isFalse();
    assertThat(answer.getJsonArray("MemberList").getJsonObject(0).fieldNames())
        .containsExactlyInAnyOrder(
            "Member_Account",
            "Role",
            "JoinTime",
            "MsgSeq",
            "MsgFlag",
            "LastSendMsgTime",
            "MuteUntil",
            "NameCard");
  }

  @Test
  @DisplayName("get_group_member_info: can write the role with a trailing blank, as a sample does")
  void paddedRole() {
    group.paddedRole(true).add("m");
    JsonArray list =
        client.group("get_group_member_info", body("{'GroupId':'g'}")).getJsonArray("MemberList");
    assertThat(list.stream().map(one -> ((JsonObject) one).getString("Role")))
        .containsExactly("Owner", "Admin", "Member ");
  }

  @Test
  @DisplayName("get_group_member_info: an offset behind the end is an empty page")
  void behindTheEnd() {
    JsonObject page =
        client.group("get_group_member_info", body("{'GroupId':'g','Limit':100,'Offset':100}"));
    assertThat(page.getJsonArray("MemberList")).isEmpty();
    assertThat(page.getInteger("MemberNum")).isEqualTo(2);
  }

  @Test
  @DisplayName("get_group_member_info: a Community's Next is an 18-digit string that skips nobody")
  void communityChain() {
    SandboxGroup community = app.find(COMMUNITY).orElseThrow();
    community.add(12, "m", (member, i) -> member.spoke(Instant.ofEpochSecond(1000)));
    JsonObject request = new JsonObject().put("GroupId", COMMUNITY).put("Limit", 5).put("Next", "");
    JsonObject first = client.group("get_group_member_info", request);
    assertThat(first.getString("Next")).matches("\\d{18}");
    community.leave("m1");
    community.leave("m7");
    List<String> seen = new ArrayList<>();
    String next = first.getString("Next");
    while (!next.isEmpty()) {
      JsonObject page = client.group("get_group_member_info", request.put("Next", next));
      page.getJsonArray("MemberList")
          .forEach(one -> seen.add(((JsonObject) one).getString("Member_Account")));
      next = page.getString("Next");
    }
    assertThat(seen).containsExactly("m6", "m8", "m9", "m10", "m11", "m12");
    assertThat(first.getJsonArray("MemberList").getJsonObject(0).getLong("LastSendMsgTime"))
        .isZero();
    community.sendTimes(true);
    assertThat(
            client
                .group("get_group_member_info", request.put("Next", ""))
                .getJsonArray("MemberList")
                .getJsonObject(0)
                .getLong("LastSendMsgTime"))
        .isEqualTo(1000);
    assertThat(breaches()).isEmpty();
  }

  @Test
  @DisplayName("get_group_member_info: tells the wrong way of paging and refuses what cannot be")
  void wrongPaging() {
    assertThat(code("get_group_member_info", "{'GroupId':'g','Limit':100,'Next':''}")).isZero();
    assertThat(breaches()).containsExactly("next-elsewhere");
    assertThat(code("get_group_member_info", "{'GroupId':'@TGS#_c','Limit':10,'Offset':0}"))
        .isZero();
    assertThat(breaches()).containsExactly("offset-on-community");
    assertThat(code("get_group_member_info", "{'GroupId':'@TGS#_c','Limit':101,'Next':''}"))
        .isEqualTo(10004);
    assertThat(breaches()).containsExactly("limit");
    assertThat(code("get_group_member_info", "{'GroupId':'@TGS#_c','Next':'17'}")).isEqualTo(10004);
    assertThat(breaches()).containsExactly("bad-value");
    assertThat(code("get_group_member_info", "{'GroupId':'g','Limit':'100'}")).isEqualTo(10004);
    assertThat(breaches()).containsExactly("wrong-type");
    assertThat(code("get_group_member_info", "{'GroupId':'live','Limit':100}")).isEqualTo(10007);
    assertThat(breaches()).containsExactly("group-type");
    assertThat(code("get_group_member_info", "{'GroupId':'none'}")).isEqualTo(10010);
    assertThat(breaches()).isEmpty();
    assertThat(code("get_group_member_info", "{}")).isEqualTo(10004);
    assertThat(breaches()).containsExactly("missing-field");
    assertThat(code("get_group_member_info", "{'GroupId':'g','Ofset':0}")).isZero();
    assertThat(breaches()).containsExactly("unknown-field");
  }

  @Test
  @DisplayName("get_group_member_info: OnlineStatus comes only where the app has it")
  void onlineStatusField() {
    app.setOnline("boss", Presence.ONLINE);
    String request = "{'GroupId':'g','MemberInfoFilter':['OnlineStatus']}";
    assertThat(
            client
                .group("get_group_member_info", body(request))
                .getJsonArray("MemberList")
                .getJsonObject(0))
        .isEqualTo(body("{'Member_Account':'boss'}"));
    app.onlineStatusInMemberList(true);
    assertThat(
            client
                .group("get_group_member_info", body(request))
                .getJsonArray("MemberList")
                .getJsonObject(0))
        .isEqualTo(body("{'Member_Account':'boss','OnlineStatus':'Online'}"));
  }

  @Test
  @DisplayName("get_specified_group_member_info: up to 50, who is no member is left out")
  void specified() {
    JsonObject answer =
        client.group(
            "get_specified_group_member_info",
            body(
                "{'GroupId':'g','Member_List_Account':['boss','none'],"
                    + "'MemberInfoFilter':['Role']}"));
    assertThat(answer.getJsonArray("MemberList"))
        .containsExactly(body("{'Member_Account':'boss','Role':'Owner'}"));
    JsonObject many =
        new JsonObject().put("GroupId", GROUP).put("Member_List_Account", accounts(51));
    assertThat(code("get_specified_group_member_info", many)).isEqualTo(10004);
    assertThat(breaches()).containsExactly("too-many");
  }

  @Test
  @DisplayName(
      "delete_group_member: succeeds for members and others alike, and keeps apart who was")
  void deleteAny() {
    group.add("m");
    JsonObject answer =
        client.group(
            "delete_group_member",
            body("{'GroupId':'g','MemberToDel_Account':['m','x'],'Silence':1,'Reason':'room'}"));
    assertThat(answer).isEqualTo(body("{'ActionStatus':'OK','ErrorInfo':'','ErrorCode':0}"));
    assertThat(group.deletions())
        .extracting(Deletion::account, Deletion::wasMember, Deletion::silent, Deletion::reason)
        .containsExactly(tuple("m", true, true, "room"), tuple("x", false, true, "room"));
    assertThat(group.deletedAccounts()).containsExactly("m");
    assertThat(breaches()).isEmpty();
  }

  @Test
  @DisplayName("delete_group_member: tells doubles, staff and the administrator; the owner stays")
  void deleteProtected() {
    group.add(app.identifier());
    group.add("m");
    assertThat(
            code(
                "delete_group_member",
                "{'GroupId':'g','MemberToDel_Account':['m','m','boss','aide','administrator']}"))
        .isZero();
    assertThat(breaches())
        .containsExactly(
            "duplicate-account", "protected-member", "protected-member", "protected-member");
    assertThat(group.accounts()).containsExactly("boss");
    assertThat(group.deletionsOf("m")).hasSize(1);
  }

  @Test
  @DisplayName("delete_group_member: refuses more than 100, nobody, and an AVChatRoom")
  void deleteLimits() {
    group.max(200).add(101, "a", (member, i) -> {});
    JsonObject many =
        new JsonObject().put("GroupId", GROUP).put("MemberToDel_Account", accounts(101));
    assertThat(code("delete_group_member", many)).isEqualTo(10004);
    assertThat(group.memberNum()).isEqualTo(103);
    assertThat(breaches()).containsExactly("too-many");
    assertThat(code("delete_group_member", "{'GroupId':'g','MemberToDel_Account':[]}"))
        .isEqualTo(10004);
    assertThat(breaches()).containsExactly("empty-array");
    assertThat(code("delete_group_member", "{'GroupId':'live','MemberToDel_Account':['m']}"))
        .isEqualTo(10004);
    assertThat(breaches()).containsExactly("group-type");
    assertThat(code("delete_group_member", "{'GroupId':'g','MemberToDel_Account':[1]}"))
        .isEqualTo(10004);
    assertThat(breaches()).containsExactly("wrong-type");
    assertThat(
            code("delete_group_member", "{'GroupId':'g','MemberToDel_Account':['m'],'Silence':2}"))
        .isEqualTo(10004);
    assertThat(breaches()).containsExactly("bad-value");
    assertThat(code("delete_group_member", "{'GroupId':'none','MemberToDel_Account':['m']}"))
        .isEqualTo(10010);
    assertThat(breaches()).isEmpty();
  }

  @Test
  @DisplayName("delete_group_member: a removal that is not silent takes a message number")
  void deleteTips() {
    group.add("m");
    group.add("n");
    long before = group.messages().next();
    code("delete_group_member", "{'GroupId':'g','MemberToDel_Account':['m'],'Silence':1}");
    assertThat(group.messages().next()).isEqualTo(before);
    code("delete_group_member", "{'GroupId':'g','MemberToDel_Account':['n']}");
    assertThat(group.messages().next()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("add_group_member: adds the new, knows the old, fails the unknown")
  void add() {
    app.setOnline("new", Presence.OFFLINE);
    JsonObject answer =
        client.group(
            "add_group_member",
            body(
                "{'GroupId':'g','MemberList':[{'Member_Account':'new'},"
                    + "{'Member_Account':'boss'},{'Member_Account':'ghost'}]}"));
    assertThat(answer.getJsonArray("MemberList").stream().map(JsonObject.class::cast))
        .extracting(one -> one.getInteger("Result"))
        .containsExactly(1, 2, 0);
    assertThat(
            code("add_group_member", "{'GroupId':'g','MemberList':[{'Member_Account':'ghost'}]}"))
        .isEqualTo(10019);
  }

  @Test
  @DisplayName("add_group_member: a group without enough seats takes nobody")
  void addFull() {
    group.max(3);
    app.setOnline("n1", Presence.OFFLINE).setOnline("n2", Presence.OFFLINE);
    assertThat(
            code(
                "add_group_member",
                "{'GroupId':'g','MemberList':[{'Member_Account':'n1'},{'Member_Account':'n2'}]}"))
        .isEqualTo(10014);
    assertThat(group.memberNum()).isEqualTo(2);
    assertThat(code("add_group_member", "{'GroupId':'live','MemberList':[{'Member_Account':'x'}]}"))
        .isEqualTo(10007);
  }

  @Test
  @DisplayName("add and import: more than 300 are refused with 10005")
  void addLimits() {
    JsonArray many = new JsonArray();
    accounts(301).forEach(account -> many.add(new JsonObject().put("Member_Account", account)));
    JsonObject request = new JsonObject().put("GroupId", GROUP).put("MemberList", many);
    assertThat(code("add_group_member", request)).isEqualTo(10005);
    assertThat(code("import_group_member", request)).isEqualTo(10005);
    assertThat(breaches()).containsExactly("too-many", "too-many");
  }

  @Test
  @DisplayName("import_group_member: keeps JoinTime and role, and refuses an impossible JoinTime")
  void importMembers() {
    group.created(Instant.ofEpochSecond(1000));
    app.setOnline("n", Presence.OFFLINE).setOnline("o", Presence.OFFLINE);
    group.lastMessage(Instant.ofEpochSecond(5000), 40);
    JsonObject answer =
        client.group(
            "import_group_member",
            body(
                "{'GroupId':'g','MemberList':[{'Member_Account':'n','JoinTime':2000,"
                    + "'Role':'Admin','UnreadMsgNum':5},{'Member_Account':'o','JoinTime':999}]}"));
    assertThat(answer.getJsonArray("MemberList").stream().map(JsonObject.class::cast))
        .extracting(one -> one.getInteger("Result"))
        .containsExactly(1, 0);
    SandboxMember imported = group.member("n").orElseThrow();
    assertThat(imported.joinTime()).isEqualTo(2000);
    assertThat(imported.role()).isEqualTo(MemberRole.ADMIN);
    assertThat(imported.msgSeq()).isEqualTo(35);
    assertThat(group.messages().next()).isEqualTo(41);
    assertThat(breaches()).containsExactly("bad-value");
    group.max(3);
    app.setOnline("p", Presence.OFFLINE);
    assertThat(code("import_group_member", "{'GroupId':'g','MemberList':[{'Member_Account':'p'}]}"))
        .isEqualTo(10014);
  }

  @Test
  @DisplayName("get_role_in_group: up to 500, not for an AVChatRoom")
  void roles() {
    JsonObject many = new JsonObject().put("GroupId", GROUP).put("User_Account", accounts(500));
    assertThat(client.group("get_role_in_group", many).getJsonArray("UserIdList")).hasSize(500);
    many.put("User_Account", accounts(501));
    assertThat(code("get_role_in_group", many)).isEqualTo(10004);
    assertThat(code("get_role_in_group", "{'GroupId':'live','User_Account':['x']}"))
        .isEqualTo(10007);
  }

  @Test
  @DisplayName(
      "query_online_status: names each account once, in the list it belongs to, or nowhere")
  void onlineStatus() {
    app.setOnline("on", Presence.ONLINE).setOnline("lost", Presence.MISSING);
    JsonObject answer =
        client.call(
            "openim/query_online_status",
            body("{'To_Account':['on','boss','lost','ghost'],'IsNeedDetail':1}"));
    assertThat(answer)
        .isEqualTo(
            body(
                "{'ActionStatus':'OK','ErrorInfo':'','ErrorCode':0,'QueryResult':["
                    + "{'To_Account':'on','Status':'Online',"
                    + "'Detail':[{'Platform':'Android','Status':'Online'}]},"
                    + "{'To_Account':'boss','Status':'Offline'}],"
                    + "'ErrorList':[{'To_Account':'ghost','ErrorCode':70107}]}"));
    app.legacyState(true);
    assertThat(
            client
                .call("openim/query_online_status", body("{'To_Account':['on']}"))
                .getJsonArray("QueryResult"))
        .containsExactly(body("{'To_Account':'on','State':'Online'}"));
  }

  @Test
  @DisplayName("query_online_status: has error codes of its own")
  void onlineStatusErrors() {
    assertThat(client.code("openim/query_online_status", "{")).isEqualTo(90001);
    assertThat(client.code("openim/query_online_status", "{}")).isEqualTo(90003);
    JsonObject many = new JsonObject().put("To_Account", accounts(501));
    assertThat(client.code("openim/query_online_status", many.encode())).isEqualTo(90011);
    assertThat(client.code("openim/query_online_status", "{\"To_Account\":[\"ghost\"]}"))
        .isEqualTo(70107);
    assertThat(breaches()).containsExactly("bad-json", "missing-field", "too-many");
  }

  @Test
  @DisplayName("get_appid_group_list: pages by a number and leaves disbanded groups out")
  void groupList() {
    app.quotaFor("get_appid_group_list", 10);
    app.group("gone", GroupType.PUBLIC).disband();
    JsonObject first = client.group("get_appid_group_list", body("{'Limit':2,'Next':0}"));
    assertThat(first.getInteger("TotalCount")).isEqualTo(3);
    assertThat(first.getJsonArray("GroupIdList")).hasSize(2);
    JsonObject second =
        client.group(
            "get_appid_group_list",
            new JsonObject().put("Limit", 2).put("Next", first.getValue("Next")));
    assertThat(second.getJsonArray("GroupIdList"))
        .containsExactly(new JsonObject().put("GroupId", COMMUNITY));
    assertThat(second.getInteger("Next")).isZero();
    JsonObject ofType = client.group("get_appid_group_list", body("{'GroupType':'Public'}"));
    assertThat(ofType.getJsonArray("GroupIdList"))
        .containsExactly(new JsonObject().put("GroupId", GROUP));
    assertThat(code("get_appid_group_list", "{'Limit':10001}")).isEqualTo(10004);
  }

  @Test
  @DisplayName("modify_group_base_info: moves MaxMemberNum up to what the plan allows")
  void modify() {
    assertThat(code("modify_group_base_info", "{'GroupId':'g','MaxMemberNum':500}")).isZero();
    assertThat(group.maxMemberNum()).isEqualTo(500);
    app.planMaxMembers(500);
    assertThat(code("modify_group_base_info", "{'GroupId':'g','MaxMemberNum':501}"))
        .isEqualTo(10038);
    assertThat(code("modify_group_base_info", "{'GroupId':'live','MaxMemberNum':9000}")).isZero();
  }
}
