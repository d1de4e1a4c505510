package dev.headroom.config;

import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Form;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Hosts;
import dev.headroom.config.yaml.Secret;
import dev.headroom.config.yaml.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One Chat app, an item of {@code apps} in the file.
 *
 * @param sdkAppId the app id
 * @param identifier an administrator account of the app
 * @param secretKey signs UserSigs
 * @param callbackTokens tokens that sign callbacks; several = rotation; empty only with
 *     allowUnsigned
 * @param allowUnsigned whether callbacks without signature are taken when there is no token
 * @param api base URL of the app's region [1047/34620]
 * @param callsPerSecond allowance per REST API
 * @param callsPerSecondFor allowance by command name, e.g. delete_group_member
 */
public record AppSettings(
    long sdkAppId,
    String identifier,
    Secret secretKey,
    List<Secret> callbackTokens,
    boolean allowUnsigned,
    URI api,
    int callsPerSecond,
    Map<String, Integer> callsPerSecondFor) {

  private static final String IDENTIFIER = "administrator";
  private static final URI API = URI.create("https://console.tim.qq.com");
  private static final int CALLS_PER_SECOND = 100;

  /** The REST calls that Headroom makes, by Tencent's names: each can have its own allowance. */
  public static final Set<String> COMMANDS =
      Set.of(
          "get_group_info",
          "get_group_member_info",
          "get_specified_group_member_info",
          "delete_group_member",
          "get_role_in_group",
          "query_online_status",
          "get_appid_group_list",
          "import_group_member",
          "add_group_member");

  private static final Form<Integer> RATE = Forms.integer(1, 100_000);

  /** Copies the collections. */
  public AppSettings {
    callbackTokens = List.copyOf(callbackTokens);
    callsPerSecondFor = Map.copyOf(callsPerSecondFor);
  }

  /** The allowance of one REST command, calls per second. */
  public int allowance(String command) {
    return callsPerSecondFor.getOrDefault(command, callsPerSecond);
  }

  /** Reads {@code apps}. */
  static List<AppSettings> read(Section root) {
    List<AppSettings> apps = new ArrayList<>();
    Set<Long> ids = new HashSet<>();
    List<Section> items = root.sections("apps");
    if (items.isEmpty() && root.fine("apps")) {
      root.problem(
          "apps",
          root.has("apps") ? "is an empty list" : "is missing",
          "Name at least one Chat app with sdkAppId, secretKey and callbackTokens");
    }
    for (Section item : items) {
      AppSettings app = app(item);
      if (app.sdkAppId() != 0 && !ids.add(app.sdkAppId())) {
        item.problem("sdkAppId", "is the id of an earlier app, too", "Keep one item for each app");
      }
      apps.add(app);
    }
    return apps;
  }

  private static AppSettings app(Section app) {
    Long sdkAppId =
        app.required("sdkAppId", Forms.positive(), "Give the SDKAppID that the Chat console shows");
    String identifier = app.get("identifier", IDENTIFIER, Ids.account());
    Secret secretKey =
        app.required("secretKey", Forms.secret(), "Give the key that the Chat console shows");
    AppSettings settings =
        new AppSettings(
            sdkAppId == null ? 0 : sdkAppId,
            identifier,
            secretKey == null ? new Secret("") : secretKey,
            app.hiddenList("callbackTokens", Forms.secret()),
            app.get("allowUnsigned", false, Forms.flag()),
            app.hidden("api", API, AppSettings::api),
            app.get("callsPerSecond", CALLS_PER_SECOND, RATE),
            rates(app.section("callsPerSecondFor")));
    checkSigning(app, settings);
    app.done();
    return settings;
  }

  private static Map<String, Integer> rates(Section commands) {
    Map<String, Integer> rates = new LinkedHashMap<>();
    for (String command : COMMANDS.stream().sorted().toList()) {
      Integer rate = commands.get(command, null, RATE);
      if (rate != null) {
        rates.put(command, rate);
      }
    }
    commands.done();
    return rates;
  }

  private static void checkSigning(Section app, AppSettings settings) {
    if (!app.fine("callbackTokens") || !app.fine("allowUnsigned")) {
      return;
    }
    if (settings.callbackTokens().isEmpty() && !settings.allowUnsigned()) {
      app.problem(
          "callbackTokens",
          app.has("callbackTokens") ? "is empty" : "is missing",
          "Give the token of the console's callback authentication, or set allowUnsigned: true to"
              + " take callbacks from anybody");
    }
    if (!settings.callbackTokens().isEmpty() && settings.allowUnsigned()) {
      app.problem(
          "allowUnsigned",
          "is true, but callbacks without signature are refused while there are callbackTokens",
          "Set it to false, or empty callbackTokens");
    }
  }

  private static URI api(String text) throws BadValue {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new BadValue("is not a URL", "Write the domain of your region, e.g. " + API);
    }
    if (uri.getHost() == null
        || !"https".equals(uri.getScheme()) && !"http".equals(uri.getScheme())) {
      throw new BadValue("is not an https URL", "Write the domain of your region, e.g. " + API);
    }
    if (uri.getScheme().equals("http") && !Hosts.isLoopback(uri.getHost())) {
      throw new BadValue(
          "uses http, which would show the administrator's signature to the network",
          "Use https; http is for a loopback address only");
    }
    boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
    if (!bare
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || uri.getUserInfo() != null) {
      throw new BadValue(
          "has more than scheme, host and port", "Remove user, path and query, e.g. " + API);
    }
    return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
  }
}
