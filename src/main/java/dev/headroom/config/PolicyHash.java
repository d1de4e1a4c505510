package dev.headroom.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A short name of a policy that is the same in every process and for every order of the file. */
final class PolicyHash {

  private static final int HEX_DIGITS = 16;

  private PolicyHash() {}

  /** The first 16 hex digits of SHA-256 over the policy's canonical form. */
  static String of(PolicySettings policy) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(canonical(policy).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HEX_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String canonical(PolicySettings policy) {
    Lines lines = new Lines();
    lines.add("mode", policy.mode().wire());
    lines.add("enforceFrom", Optional.ofNullable(policy.enforceFrom()));
    lines.add("runDeadline", policy.runDeadline());
    lines.add("inactiveFor", policy.inactiveFor());
    lines.add("newcomer", policy.newcomer());
    lines.add("neverSpoke", policy.neverSpoke());
    lines.add("freeSeats", policy.freeSeats());
    if (policy.minSeats() != PolicyReader.MIN_SEATS) {
      // A key that came later leaves the policies alone that do not use it.
      lines.add("minSeats", policy.minSeats());
    }
    lines.add("maxPerRun", policy.maxPerRun());
    lines.add("maxPerDay.group", policy.maxPerDayGroup());
    lines.add("maxPerDay.app", policy.maxPerDayApp());
    lines.add("brake", policy.brake());
    lines.add("cooldown", policy.cooldown());
    lines.add("maxRest", policy.maxRest());
    policy.protect().accounts().sorted().forEach(account -> lines.add("account", account));
    for (String field : new TreeSet<>(policy.protect().memberFields().keySet())) {
      lines.add("field", field);
      policy.protect().memberFields().get(field).stream()
          .sorted()
          .forEach(value -> lines.add("value", value));
    }
    lines.add("online", policy.protect().online());
    if (!policy.protect().restored().equals(PolicySettings.Protect.RESTORED)) {
      lines.add("restored", policy.protect().restored());
    }
    lines.add("groupField.key", policy.consent().key());
    lines.add("groupField.optIn", policy.consent().optIn());
    lines.add("notice.silence", policy.notice().silence());
    lines.add("notice.reason", policy.notice().reason());
    return lines.toString();
  }

  /** Lines with the length of each value, so that no value can pass for the next line. */
  private static final class Lines {

    private final List<String> lines = new ArrayList<>();

    void add(String name, Object value) {
      lines.add(name + "=" + value.toString().length() + ":" + value);
    }

    @Override
    public String toString() {
      return String.join("\n", lines);
    }
  }
}
