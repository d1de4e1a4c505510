package dev.headroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.doocs.im.ClientConfiguration;
import io.github.doocs.im.ImClient;
import io.github.doocs.im.model.group.GroupInfo;
import io.github.doocs.im.model.group.MemberProfile;
import io.github.doocs.im.model.request.AddGroupMemberRequest;
import io.github.doocs.im.model.request.DeleteGroupMemberRequest;
import io.github.doocs.im.model.request.GetAppIdGroupListRequest;
import io.github.doocs.im.model.request.GetGroupInfoRequest;
import io.github.doocs.im.model.request.GetGroupMemberInfoRequest;
import io.github.doocs.im.model.request.GetIpListRequest;
import io.github.doocs.im.model.request.GetRoleInGroupRequest;
import io.github.doocs.im.model.request.ImportGroupMemberRequest;
import io.github.doocs.im.model.request.MemberItem;
import io.github.doocs.im.model.request.MemberRequestItem;
import io.github.doocs.im.model.request.ModifyGroupBaseInfoRequest;
import io.github.doocs.im.model.request.QueryOnlineStatusRequest;
import io.github.doocs.im.model.request.ResponseFilter;
import io.github.doocs.im.model.response.AddGroupMemberResult;
import io.github.doocs.im.model.response.GetAppIdGroupListResult;
import io.github.doocs.im.model.response.GetGroupInfoResult;
import io.github.doocs.im.model.response.GetGroupMemberInfoResult;
import io.github.doocs.im.model.response.QueryOnlineStatusResult;
import io.github.doocs.im.util.HttpUtil;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.ConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drives the backend over HTTPS with a Chat client that nobody here wrote: what it makes of the
 * answers, and what the backend makes of its requests, does not depend on our reading of the wire.
 */
class OfficialClientTest {
  private static final String GROUP = "@TGS#2J4SZEAEL";
  private static final String[] TRUST = {
    "javax.net.ssl.trustStore", "javax.net.ssl.trustStorePassword", "javax.net.ssl.trustStoreType"
  };
  private static final Map<String, String> PREVIOUS = new HashMap<>();

  private static Vertx vertx;
  private static LocalKeyStore keys;

  private SandboxBackend backend;
  private SandboxGroup group;
  private ClientConfiguration configuration;
  private ImClient client;

  @BeforeAll
  static void trustOurselves(@TempDir Path folder) throws IOException, InterruptedException {
    keys = LocalKeyStore.in(folder);
    // The client has no place for a trust store of its own; it asks Java for the default one.
    String[] values = {keys.file().toString(), LocalKeyStore.PASSWORD, "PKCS12"};
    for (int i = 0; i < TRUST.length; i++) {
      PREVIOUS.put(TRUST[i], System.getProperty(TRUST[i]));
      System.setProperty(TRUST[i], values[i]);
    }
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void trustAsBefore() {
    PREVIOUS.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
    RawClient.await(vertx.close());
  }

  @BeforeEach
  void start() {
    backend =
        RawClient.await(SandboxBackend.start(vertx, new SandboxOptions().tls(keys.forServer())));
    SandboxApp app = backend.app();
    group = app.group(GROUP, GroupType.PUBLIC).max(20).owner("leckie").admin("wesley");
    configuration =
        ClientConfiguration.builder().maxRetries(0).connectionPool(new ConnectionPool()).build();
    client =
        ImClient.getInstance(
            app.sdkAppId(),
            app.identifier(),
            app.secretKey(),
            "localhost:" + backend.port(),
            configuration);
  }

  @AfterEach
  void stop() {
    configuration.getConnectionPool().evictAll();
    RawClient.await(backend.close());
  }

  private void assertNoBreach() {
    assertThat(backend.breaches()).isEmpty();
    assertThat(backend.calls()).isNotEmpty();
  }

  @Test
  @DisplayName("reads the group's numbers with a filter")
  void groupInfo() throws IOException {
    group.add("peter").spoke(Instant.ofEpochSecond(1_700_000_000));
    group.field("headroom", "off");
    GetGroupInfoResult result =
        client.group.getGroupInfo(
            GetGroupInfoRequest.builder()
                .groupIdList(List.of(GROUP, "@TGS#none"))
                .responseFilter(
                    ResponseFilter.builder()
                        .groupBaseInfoFilter(
                            List.of(
                                "Type",
                                "Owner_Account",
                                "MemberNum",
                                "MaxMemberNum",
                                "NextMsgSeq",
                                "LastMsgTime"))
                        .appDefinedDataFilterGroup(List.of("headroom"))
                        .build())
                .build());
    assertThat(result.getErrorCode()).isZero();
    GroupInfo info = result.getGroupInfo().get(0);
    assertThat(info.getGroupId()).isEqualTo(GROUP);
    assertThat(info.getType()).isEqualTo("Public");
    assertThat(info.getOwnerAccount()).isEqualTo("leckie");
    assertThat(info.getMemberNum()).isEqualTo(3);
    assertThat(info.getMaxMemberNum()).isEqualTo(20);
    assertThat(info.getNextMsgSeq()).isEqualTo(2);
    assertThat(info.getLastMsgTime()).isEqualTo(1_700_000_000);
    assertThat(info.getName()).isNull();
    assertThat(info.getAppDefinedData()).hasSize(1);
    assertThat(info.getMemberList()).isNull();
    assertThat(result.getGroupInfo().get(1).getMaxMemberNum()).isNull();
    assertNoBreach();
  }

  @Test
  @DisplayName("pages the members of an ordinary group by Offset")
  void membersByOffset() throws IOException {
    group.max(300);
    group.add(
        248,
        "m",
        (member, i) -> member.joined(Instant.ofEpochSecond(1_600_000_000 + i)).field("Vip", "1"));
    List<String> accounts = new ArrayList<>();
    for (int offset = 0; offset < 300; offset += 100) {
      GetGroupMemberInfoResult page =
          client.group.getGroupMemberInfo(
              GetGroupMemberInfoRequest.builder()
                  .groupId(GROUP)
                  .memberInfoFilter(
                      List.of("Role", "JoinTime", "MsgSeq", "MsgFlag", "LastSendMsgTime"))
                  .appDefinedDataFilterGroupMember(List.of("Vip"))
                  .limit(100)
                  .offset(offset)
                  .build());
      assertThat(page.getMemberNum()).isEqualTo(250);
      page.getMemberList().forEach(member -> accounts.add(member.getMemberAccount()));
      if (offset == 200) {
        assertThat(page.getMemberList()).hasSize(50);
        MemberProfile last = page.getMemberList().get(49);
        assertThat(last.getMemberAccount()).isEqualTo("m248");
        assertThat(last.getRole()).isEqualTo("Member");
        assertThat(last.getJoinTime()).isEqualTo(1_600_000_248);
        assertThat(last.getLastSendMsgTime()).isZero();
        assertThat(last.getMsgFlag()).isEqualTo("AcceptAndNotify");
        assertThat(last.getAppMemberDefinedData()).hasSize(1);
        assertThat(last.getNameCard()).isNull();
      }
    }
    assertThat(accounts).hasSize(250).doesNotHaveDuplicates();
    assertNoBreach();
  }

  @Test
  @DisplayName("pages the members of a Community by Next")
  void membersByNext() throws IOException {
    backend
        .app()
        .group("@TGS#_community", GroupType.COMMUNITY)
        .max(1000)
        .add(230, "m", (member, i) -> {});
    String next = "";
    List<Integer> sizes = new ArrayList<>();
    do {
      GetGroupMemberInfoResult page =
          client.group.getGroupMemberInfo(
              GetGroupMemberInfoRequest.builder()
                  .groupId("@TGS#_community")
                  .limit(100)
                  .next(next)
                  .build());
      sizes.add(page.getMemberList().size());
      next = page.getNext();
    } while (!next.isEmpty());
    assertThat(sizes).containsExactly(100, 100, 30);
    assertNoBreach();
  }

  @Test
  @DisplayName("deletes, adds and imports members, and reads their roles")
  void changes() throws IOException {
    group.add("peter");
    group.add("jared");
    assertThat(
            client
                .group
                .deleteGroupMember(
                    DeleteGroupMemberRequest.builder()
                        .groupId(GROUP)
                        .silence(1)
                        .reason("room")
                        .memberToDelAccount(List.of("peter", "jared", "stranger"))
                        .build())
                .getErrorCode())
        .isZero();
    assertThat(group.deletedAccounts()).containsExactly("peter", "jared");

    AddGroupMemberResult added =
        client.group.addGroupMember(
            new AddGroupMemberRequest(
                GROUP, List.of(new MemberRequestItem("peter"), new MemberRequestItem("leckie"))));
    assertThat(added.getMemberList())
        .extracting("memberAccount", "result")
        .containsExactly(tuple("peter", 1), tuple("leckie", 2));

    int yesterday = (int) Instant.now().minus(Duration.ofDays(1)).getEpochSecond();
    group.created(Instant.ofEpochSecond(yesterday - 10));
    assertThat(
            client
                .group
                .importGroupMember(
                    new ImportGroupMemberRequest(
                        GROUP,
                        List.of(
                            MemberItem.builder()
                                .memberAccount("jared")
                                .joinTime(yesterday)
                                .build())))
                .getMemberList())
        .extracting("result")
        .containsExactly(1);
    assertThat(group.member("jared").orElseThrow().joinTime()).isEqualTo(yesterday);

    assertThat(
            client
                .group
                .getRoleInGroup(
                    new GetRoleInGroupRequest(
                        GROUP, List.of("leckie", "wesley", "peter", "nobody")))
                .getUserIdList())
        .extracting("role")
        .containsExactly("Owner", "Admin", "Member", "NotMember");
    assertNoBreach();
  }

  @Test
  @DisplayName("reads online status, the list of groups, and raises MaxMemberNum")
  void otherCalls() throws IOException {
    backend.app().setOnline("id1", Presence.ONLINE).setOnline("id2", Presence.PUSH_ONLINE);
    QueryOnlineStatusResult status =
        client.account.queryOnlineStatus(
            new QueryOnlineStatusRequest(List.of("id1", "id2", "leckie", "id4")));
    assertThat(status.getQueryResult())
        .extracting("status")
        .containsExactly("Online", "PushOnline", "Offline");
    assertThat(status.getErrorList()).extracting("errorCode").containsExactly(70107);

    GetAppIdGroupListResult groups =
        client.group.getAppIdGroupList(
            GetAppIdGroupListRequest.builder().limit(100).next(0L).build());
    assertThat(groups.getTotalCount()).isEqualTo(1);
    assertThat(groups.getNext()).isZero();
    assertThat(groups.getGroupIdList()).extracting("groupId").containsExactly(GROUP);

    client.group.modifyGroupBaseInfo(
        ModifyGroupBaseInfoRequest.builder().groupId(GROUP).maxMemberNum(500).build());
    assertThat(group.maxMemberNum()).isEqualTo(500);

    assertThat(client.operation.getIpList(new GetIpListRequest()).getIpList())
        .containsExactly("127.0.0.1");
    assertNoBreach();
  }

  @Test
  @DisplayName("re-reads chosen members over the same transport; the client has no method for it")
  void specified() throws IOException {
    group.add("bob");
    GetGroupMemberInfoResult result =
        HttpUtil.post(
            client.getUrl("group_open_http_svc", "get_specified_group_member_info"),
            Map.of("GroupId", GROUP, "Member_List_Account", List.of("bob", "peter")),
            GetGroupMemberInfoResult.class,
            configuration);
    assertThat(result.getMemberList()).extracting("memberAccount").containsExactly("bob");
    assertNoBreach();
  }

  @Test
  @DisplayName("the client's own carelessness is told: a group read without any filter")
  void clientsOwnBreach() throws IOException {
    GetGroupInfoResult result = client.group.getGroupInfo(new GetGroupInfoRequest(List.of(GROUP)));
    assertThat(result.getGroupInfo().get(0).getMemberList()).hasSize(2);
    assertThat(backend.breaches()).extracting(Breach::code).containsExactly("no-filter");
  }

  @Test
  @DisplayName("a UserSig of another key is refused with 70009")
  void wrongKey() throws IOException {
    ImClient stranger =
        ImClient.getInstance(
            backend.app().sdkAppId(),
            backend.app().identifier(),
            "another key",
            "localhost:" + backend.port(),
            configuration);
    assertThat(
            stranger
                .group
                .getRoleInGroup(new GetRoleInGroupRequest(GROUP, List.of("leckie")))
                .getErrorCode())
        .isEqualTo(70009);
  }
}
