package dev.headroom.trace;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatException;
import dev.headroom.chat.Group;
import dev.headroom.chat.Member;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The calls of one run, each with a span that begins when the call is wanted: waiting for the
 * budget and repetitions are in it.
 */
final class TracedChat implements ChatApi {

  private static final AttributeKey<String> API = AttributeKey.stringKey("headroom.api");
  private static final AttributeKey<Long> COUNT = AttributeKey.longKey("headroom.count");
  private static final AttributeKey<Long> CODE = AttributeKey.longKey("headroom.code");

  private final ChatApi chat;
  private final Tracer tracer;
  private final Context run;
  private final long sdkAppId;

  TracedChat(ChatApi chat, Tracer tracer, Context run, long sdkAppId) {
    this.chat = chat;
    this.tracer = tracer;
    this.run = run;
    this.sdkAppId = sdkAppId;
  }

  @Override
  public Future<Group> group(String groupId, List<String> fields) {
    return traced("get_group_info", groupId, 1, () -> chat.group(groupId, fields));
  }

  @Override
  public Future<List<Group>> groups(List<String> groupIds) {
    return traced("get_group_info", null, groupIds.size(), () -> chat.groups(groupIds));
  }

  @Override
  public Future<MemberPage> members(String groupId, int offset, int limit, List<String> fields) {
    return traced(
        "get_group_member_info",
        groupId,
        limit,
        () -> chat.members(groupId, offset, limit, fields));
  }

  @Override
  public Future<MemberPage> communityMembers(String groupId, String next, List<String> fields) {
    return communityMembers(groupId, next, PAGE_LIMIT, fields);
  }

  @Override
  public Future<MemberPage> communityMembers(
      String groupId, String next, int limit, List<String> fields) {
    return traced(
        "get_group_member_info",
        groupId,
        limit,
        () -> chat.communityMembers(groupId, next, limit, fields));
  }

  @Override
  public Future<List<Member>> specified(
      String groupId, List<String> accounts, List<String> fields) {
    return traced(
        "get_specified_group_member_info",
        groupId,
        accounts.size(),
        () -> chat.specified(groupId, accounts, fields));
  }

  @Override
  public Future<Void> delete(
      String groupId, List<String> accounts, boolean silence, String reason, Deadline latest) {
    return traced(
        "delete_group_member",
        groupId,
        accounts.size(),
        () -> chat.delete(groupId, accounts, silence, reason, latest));
  }

  @Override
  public Future<Map<String, String>> roles(String groupId, List<String> accounts) {
    return traced(
        "get_role_in_group", groupId, accounts.size(), () -> chat.roles(groupId, accounts));
  }

  @Override
  public Future<Map<String, String>> onlineStatus(List<String> accounts) {
    return traced("query_online_status", null, accounts.size(), () -> chat.onlineStatus(accounts));
  }

  @Override
  public Future<GroupPage> groups(long next, int limit) {
    return traced("get_appid_group_list", null, limit, () -> chat.groups(next, limit));
  }

  @Override
  public Future<Map<String, Integer>> importMembers(
      String groupId, List<Returning> members, Deadline latest) {
    return traced(
        "import_group_member",
        groupId,
        members.size(),
        () -> chat.importMembers(groupId, members, latest));
  }

  @Override
  public Future<Map<String, Integer>> addMembers(
      String groupId, List<String> accounts, boolean silence, Deadline latest) {
    return traced(
        "add_group_member",
        groupId,
        accounts.size(),
        () -> chat.addMembers(groupId, accounts, silence, latest));
  }

  @Override
  public Future<Boolean> othersAreWell(String groupId) {
    return chat.othersAreWell(groupId);
  }

  @Override
  public boolean answeredSince(long nanoTime) {
    return chat.answeredSince(nanoTime);
  }

  @Override
  public Optional<Duration> clockSkew() {
    return chat.clockSkew();
  }

  private <T> Future<T> traced(String api, String groupId, int count, Supplier<Future<T>> call) {
    SpanBuilder builder =
        tracer
            .spanBuilder("chat " + api)
            .setParent(run)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute(API, api)
            .setAttribute(OpenTelemetryTracing.APP, sdkAppId)
            .setAttribute(COUNT, (long) count);
    if (groupId != null) {
      builder.setAttribute(OpenTelemetryTracing.GROUP, groupId);
    }
    Span span = builder.startSpan();
    return call.get().onComplete(reply -> span.end(), failure -> failed(span, failure));
  }

  private static void failed(Span span, Throwable failure) {
    String what = failure.getClass().getSimpleName();
    if (failure instanceof ChatException error) {
      what = error.kind().name();
      span.setAttribute(CODE, (long) error.code());
    }
    span.setStatus(StatusCode.ERROR, what);
    span.end();
  }
}
