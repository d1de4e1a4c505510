package dev.headroom.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.chat.ChatApi.GroupPage;
import dev.headroom.chat.ChatApi.MemberPage;
import dev.headroom.chat.Replies.Malformed;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepliesTest {

  private static final String FIELDS =
      """
      "AppMemberDefinedData":[{"Key":"MemberDefined1","Value":"ModifyDefined1"},
        {"Key":"MemberDefined2","Value":"ModifyDefined2"}]""";

  @Test
  @DisplayName("reads a page of a Community, with its long Next and a Role with a trailing blank")
  void communityPage() {
    MemberPage page =
        Replies.communityMembers(
            json(
                """
                {"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0,"Next":"144115265295492787",
                 "MemberNum":2,"MemberList":[
                 {"Member_Account":"bob","Role":"Owner","JoinTime":1425976500,"MsgSeq":1233,
                  "MsgFlag":"AcceptAndNotify","LastSendMsgTime":1425976500,"MuteUntil":1431069882,
                  %1$s},
                 {"Member_Account":"peter","Role":"Member ","JoinTime":1425976500,"MsgSeq":1233,
                  "MsgFlag":"AcceptAndNotify","LastSendMsgTime":1425976500,"MuteUntil":0,%1$s}]}
                """
                    .formatted(FIELDS)));

    assertThat(page.next()).isEqualTo("144115265295492787");
    assertThat(page.memberNum()).isEqualTo(2);
    assertThat(page.members())
        .containsExactly(
            member("bob", Member.ROLE_OWNER, Instant.ofEpochSecond(1425976500)),
            member("peter", Member.ROLE_MEMBER, Instant.ofEpochSecond(1425976500)));
  }

  private static Member member(String account, String role, Instant time) {
    return new Member(
        account,
        role,
        time,
        time,
        1233L,
        "AcceptAndNotify",
        Map.of("MemberDefined1", "ModifyDefined1", "MemberDefined2", "ModifyDefined2"));
  }

  @Test
  @DisplayName("reads a LastSendMsgTime of 0 as never, and MemberNum as that of the whole group")
  void neverSpoke() {
    MemberPage page =
        Replies.members(
            json(
                """
                {"ActionStatus":"OK","ErrorCode":0,"MemberList":[
                 {"JoinTime":1450680436,"LastSendMsgTime":0,"Member_Account":"Test_1",
                  "MsgFlag":"AcceptNotNotify","MsgSeq":1,"NameCard":"","Role":"Owner",
                  "MuteUntil":0}],"MemberNum":8}
                """),
            0);

    assertThat(page.memberNum()).isEqualTo(8);
    assertThat(page.members().get(0).lastSendMsgTime()).isSameAs(Member.NEVER);
    assertThat(page.next()).isEmpty();
  }

  @Test
  @DisplayName("takes what is missing or has no sense for unknown, never for zero")
  void unknown() {
    List<Member> members =
        Replies.specified(
            json(
                """
                {"ErrorCode":0,"MemberList":[
                 {"Member_Account":"a"},
                 {"Member_Account":"b","Role":7,"JoinTime":0,"LastSendMsgTime":"soon",
                  "MsgSeq":null,"MsgFlag":[],"AppMemberDefinedData":[{"Key":"k"}]},
                 {"Member_Account":"c","JoinTime":-5,"LastSendMsgTime":-1,
                  "MsgSeq":123456789012345678901234567890},
                 {"Member_Account":"d","JoinTime":1.5,"LastSendMsgTime":1425976500123456}]}
                """));

    assertThat(members).extracting(Member::account).containsExactly("a", "b", "c", "d");
    assertThat(members)
        .allSatisfy(
            member ->
                assertThat(member)
                    .extracting(
                        Member::role,
                        Member::joinTime,
                        Member::lastSendMsgTime,
                        Member::msgSeq,
                        Member::msgFlag,
                        Member::fields)
                    .containsExactly(null, null, null, null, null, Map.of()));
  }

  @Test
  @DisplayName("reads numbers that are written as texts, and ShutUpUntil of old is no matter")
  void numbersAsTexts() {
    Member member =
        Replies.specified(
                json(
                    """
                    {"ErrorCode":"0","MemberList":[{"Member_Account":"bob","Role":"Admin",
                     "JoinTime":"1425976500","MsgSeq":" 12 ","LastSendMsgTime":"0",
                     "ShutUpUntil":1431069882}]}
                    """))
            .get(0);

    assertThat(member.joinTime()).isEqualTo(Instant.ofEpochSecond(1425976500));
    assertThat(member.msgSeq()).isEqualTo(12);
    assertThat(member.lastSendMsgTime()).isSameAs(Member.NEVER);
  }

  @Test
  @DisplayName("keeps a custom field whose value is no text: it may protect somebody")
  void fieldThatIsNoText() {
    JsonObject reply =
        new JsonObject(
            """
            {"ErrorCode":0,"MemberNum":1,"MemberList":[{"Member_Account":"bob","Role":"Member",
            "AppMemberDefinedData":[{"Key":"vip","Value":1}]}]}
            """);

    assertThat(Replies.members(reply, 0).members().get(0).fields()).isEqualTo(Map.of("vip", "1"));
  }

  @Test
  @DisplayName("reads the documented sample of get_group_info, custom fields included")
  void group() {
    JsonObject reply =
        json(
            """
            {"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0,"GroupInfo":[
             {"GroupId":"@TGS#2J4SZEAEL","ErrorCode":0,"ErrorInfo":"","Type":"Public",
              "Name":"MyFirstGroup","Appid":1400001001,"Owner_Account":"leckie",
              "CreateTime":1426976500,"LastMsgTime":1426976600,"NextMsgSeq":1234,"MemberNum":2,
              "MaxMemberNum":50,"AppDefinedData":[{"Key":"GroupTestData1","Value":"xxxx"},
               {"Key":"GroupTestData2","Value":"abc\\u0000\\u0001"}]}]}
            """);

    assertThat(Replies.groupErrorCode(reply, "@TGS#2J4SZEAEL")).isZero();
    assertThat(Replies.group(reply, "@TGS#2J4SZEAEL"))
        .isEqualTo(
            new Group(
                "@TGS#2J4SZEAEL",
                "Public",
                2,
                50,
                1234L,
                Instant.ofEpochSecond(1426976600),
                Map.of("GroupTestData1", "xxxx", "GroupTestData2", "abc\u0000\u0001")));
  }

  @ParameterizedTest
  @CsvSource({
    "Work, Private",
    "Meeting, ChatRoom",
    "Private, Private",
    "' Public', Public",
    "New, New"
  })
  @DisplayName("knows a type by its old name")
  void types(String wire, String type) {
    JsonObject reply = groupReply("Type", wire);

    assertThat(Replies.group(reply, "g").type()).isEqualTo(type);
  }

  @Test
  @DisplayName("judges get_group_info by the group, whatever the whole says")
  void judgedByItem() {
    assertThat(
            Replies.groupErrorCode(
                json(
                    """
                    {"ErrorCode":0,"GroupInfo":[{"GroupId":"g","ErrorCode":10010}]}
                    """),
                "g"))
        .isEqualTo(10010);
    assertThat(
            Replies.groupErrorCode(
                json("{\"ErrorCode\":10015,\"GroupInfo\":[{\"GroupId\":\"g\",\"ErrorCode\":0}]}"),
                "g"))
        .isZero();
    assertThat(Replies.groupErrorCode(json("{\"ErrorCode\":60007}"), "g")).isEqualTo(60007);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ErrorCode\":0}",
        "{\"ErrorCode\":0,\"GroupInfo\":[]}",
        "{\"ErrorCode\":0,\"GroupInfo\":[{\"GroupId\":\"other\",\"ErrorCode\":0}]}",
        "{\"ErrorCode\":0,\"GroupInfo\":[{\"GroupId\":\"g\"}]}",
        "{\"ErrorCode\":0,\"GroupInfo\":[7]}",
        "{\"ErrorCode\":0,\"GroupInfo\":{}}"
      })
  @DisplayName("does not take a reply without the group for one about it")
  void groupMissing(String reply) {
    assertThatThrownBy(() -> Replies.groupErrorCode(json(reply), "g"))
        .isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Type", "MemberNum", "MaxMemberNum"})
  @DisplayName("refuses a group without its type or its numbers")
  void groupWithoutNumbers(String field) {
    JsonObject reply = groupReply(field, null);

    assertThatThrownBy(() -> Replies.group(reply, "g"))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining(field);
  }

  @Test
  @DisplayName("takes a live room without MemberNum, for it has none")
  void liveRoom() {
    JsonObject reply =
        json(
            """
            {"GroupInfo":[{"GroupId":"g","ErrorCode":0,"Type":"AVChatRoom"}]}
            """);

    assertThat(Replies.group(reply, "g").type()).isEqualTo(Group.AV_CHAT_ROOM);
  }

  @Test
  @DisplayName("reads the online status by its name of now and of old; errors win")
  void onlineStatus() {
    assertThat(
            Replies.onlineStatus(
                json(
                    """
                    {"ErrorCode":0,"QueryResult":[{"To_Account":"id1","Status":"Online",
                     "Detail":[{"Platform":"iPhone","Status":"PushOnline"}]},
                     {"To_Account":"id2","State":"Offline"},{"To_Account":"id3"},
                     {"To_Account":"id4","Status":"Offline"}],
                     "ErrorList":[{"To_Account":"id4","ErrorCode":70107}]}
                    """)))
        .containsOnly(Map.entry("id1", "Online"), Map.entry("id2", "Offline"));
  }

  @Test
  @DisplayName("reads roles, those of outsiders too")
  void roles() {
    assertThat(
            Replies.roles(
                json(
                    """
                    {"ErrorCode":0,"UserIdList":[{"Member_Account":"leckie","Role":"Owner"},
                     {"Member_Account":"peter","Role":"Member "},
                     {"Member_Account":"wesley","Role":"NotMember"}]}
                    """)))
        .containsOnly(
            Map.entry("leckie", "Owner"),
            Map.entry("peter", "Member"),
            Map.entry("wesley", "NotMember"));
  }

  @Test
  @DisplayName("one group that is readable makes the reply a success, whatever the others say")
  void severalGroups() {
    JsonObject reply =
        json(
            "{\"ErrorCode\":10002,\"GroupInfo\":[{\"GroupId\":\"a\",\"ErrorCode\":10010},"
                + "{\"GroupId\":\"b\",\"ErrorCode\":0},"
                + "{\"GroupId\":\"c\",\"ErrorCode\":0,\"Type\":\"Public\",\"MemberNum\":\"3\","
                + "\"MaxMemberNum\":3},{\"ErrorCode\":0},{\"GroupId\":\"d\"}]}");
    assertThat(Replies.groupsErrorCode(reply)).isZero();
    assertThat(Replies.groups(reply)).extracting(Group::groupId).containsExactly("c");
  }

  @Test
  @DisplayName("an error of all groups is the reply's when it may pass, not when they are gone")
  void severalErrors() {
    String gone = "{\"GroupId\":\"a\",\"ErrorCode\":10010}";
    String busy = "{\"GroupId\":\"b\",\"ErrorCode\":10002}";
    assertThat(Replies.groupsErrorCode(json("{\"GroupInfo\":[" + gone + "," + busy + "]}")))
        .isEqualTo(10002);
    assertThat(Replies.groupsErrorCode(json("{\"GroupInfo\":[" + gone + "]}"))).isZero();
    assertThat(Replies.groupsErrorCode(json("{\"ErrorCode\":60007}"))).isEqualTo(60007);
    assertThatThrownBy(() -> Replies.groupsErrorCode(json("{\"ErrorCode\":0}")))
        .isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"Next\":0", ",\"Next\":\"0\"", ",\"Next\":null"})
  @DisplayName("ends the list of groups without Next, or with 0")
  void lastGroups(String next) {
    GroupPage page =
        Replies.groupPage(
            json("{\"ErrorCode\":0,\"GroupIdList\":[{\"GroupId\":\"@TGS#1\"}]" + next + "}"));

    assertThat(page).isEqualTo(new GroupPage(List.of("@TGS#1"), OptionalLong.empty()));
  }

  @Test
  @DisplayName("goes on with the list of groups at Next")
  void moreGroups() {
    assertThat(
            Replies.groupPage(json("{\"ErrorCode\":0,\"GroupIdList\":[],\"Next\":4454685361}"))
                .next())
        .hasValue(4454685361L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"Next\":\"\"", ",\"Next\":0", ",\"Next\":\"0\"", ",\"Next\":null"})
  @DisplayName("ends a Community without Next, or with an empty one")
  void lastCommunityPage(String next) {
    assertThat(
            Replies.communityMembers(
                    json("{\"ErrorCode\":0,\"MemberNum\":0,\"MemberList\":[]" + next + "}"))
                .next())
        .isEmpty();
  }

  @Test
  @DisplayName("keeps all digits of a Next that comes as a number")
  void nextAsNumber() {
    assertThat(
            Replies.communityMembers(
                    json(
                        """
                        {"ErrorCode":0,"MemberNum":0,"MemberList":[],"Next":144115265295492787}
                        """))
                .next())
        .isEqualTo("144115265295492787");
  }

  @Test
  @DisplayName("reads a page beyond the end without list as empty, but none within the group")
  void pageWithoutList() {
    JsonObject reply = json("{\"ErrorCode\":0,\"MemberNum\":100}");

    assertThat(Replies.members(reply, 100).members()).isEmpty();
    assertThatThrownBy(() -> Replies.members(reply, 0)).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> Replies.communityMembers(reply)).isInstanceOf(Malformed.class);
    assertThat(Replies.specified(reply)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ErrorCode\":0,\"MemberNum\":1,\"MemberList\":[{}]}",
        "{\"ErrorCode\":0,\"MemberNum\":1,\"MemberList\":[{\"Member_Account\":\"\"}]}",
        "{\"ErrorCode\":0,\"MemberNum\":1,\"MemberList\":[null]}",
        "{\"ErrorCode\":0,\"MemberNum\":1,\"MemberList\":\"bob\"}",
        "{\"ErrorCode\":0,\"MemberList\":[]}"
      })
  @DisplayName("refuses a page with something else than members, or without their number")
  void pageMalformed(String reply) {
    assertThatThrownBy(() -> Replies.members(json(reply), 0)).isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "7",
        "<html>",
        "{\"ErrorCode\":0",
        "{\"ErrorCode\":0}<html>",
        "\"OK\""
      })
  @DisplayName("takes nothing but one JSON object for a reply, and does not repeat what came")
  void noObject(String body) {
    assertThatThrownBy(() -> Replies.object(Buffer.buffer(body)))
        .isInstanceOf(Malformed.class)
        .message()
        .doesNotContain("html");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"ActionStatus\":\"OK\"}",
        "{\"ErrorCode\":null}",
        "{\"ErrorCode\":\"\"}",
        "{\"ErrorCode\":true}",
        "{\"ErrorCode\":99999999999}"
      })
  @DisplayName("takes nothing without ErrorCode for a success")
  void noErrorCode(String body) {
    assertThatThrownBy(() -> Replies.errorCode(json(body))).isInstanceOf(Malformed.class);
  }

  @Test
  @DisplayName("judges by ErrorCode, whatever ActionStatus says")
  void errorCode() {
    assertThat(Replies.errorCode(json("{\"ActionStatus\":\"SomeError\",\"ErrorCode\":0}")))
        .isZero();
    assertThat(
            Replies.errorCode(
                json(
                    """
                    {"ActionStatus":"FAIL","ErrorCode":60008,"ErrorInfo":"service timeout or \
                    request format error,please check and try again"}
                    """)))
        .isEqualTo(60008);
  }

  @Test
  @DisplayName("reads the result of each who is brought back")
  void results() {
    assertThat(
            Replies.results(
                json(
                    """
                    {"ErrorCode":0,"MemberList":[{"Member_Account":"tommy","Result":1},
                     {"Member_Account":"jared","Result":"2"},{"Member_Account":"x"}]}
                    """)))
        .containsOnly(Map.entry("tommy", 1), Map.entry("jared", 2));
  }

  private static JsonObject groupReply(String field, String value) {
    JsonObject item =
        new JsonObject()
            .put("GroupId", "g")
            .put("ErrorCode", 0)
            .put("Type", "Public")
            .put("MemberNum", "2")
            .put("MaxMemberNum", 50)
            .put(field, value);
    return new JsonObject().put("GroupInfo", new JsonArray().add(item));
  }

  private static JsonObject json(String text) {
    return new JsonObject(text);
  }
}
