package dev.headroom.config;

import dev.headroom.config.yaml.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;

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

  /** Copies the collections. */
  public AppSettings {
    callbackTokens = List.copyOf(callbackTokens);
    callsPerSecondFor = Map.copyOf(callsPerSecondFor);
  }

  /** The allowance of one REST command, calls per second. */
  public int allowance(String command) {
    return callsPerSecondFor.getOrDefault(command, callsPerSecond);
  }
}
