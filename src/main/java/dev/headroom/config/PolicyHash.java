package dev.headroom.config;

import dev.headroom.config.yaml.Amount;
import dev.headroom.event.Mode;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A short name of a policy that is the same in every process and for every order of the file. It
 * goes by the components of the records, so a key that is new is in it by itself.
 *
 * <p>The ledger and the job table keep it: a policy that an update leaves alone must keep its hash,
 * or groups would be looked at again as after a change of their policy. So the names in the text
 * stay as they were, and a later key is left out where it has its default.
 */
final class PolicyHash {

  private static final int HEX_DIGITS = 16;

  /** The keys of the first version: in the text of every policy. No key is added here. */
  private static final Set<String> FIRST =
      Set.of(
          "mode",
          "enforceFrom",
          "runDeadline",
          "inactiveFor",
          "newcomer",
          "neverSpoke",
          "freeSeats",
          "maxPerRun",
          "maxPerDayGroup",
          "maxPerDayApp",
          "brake",
          "cooldown",
          "maxRest",
          "protect.accounts",
          "protect.memberFields",
          "protect.online",
          "consent.key",
          "consent.optIn",
          "notice.silence",
          "notice.reason");

  /** Keys that are called otherwise in the text. */
  private static final Map<String, String> NAMES =
      Map.of(
          "maxPerDayGroup", "maxPerDay.group",
          "maxPerDayApp", "maxPerDay.app",
          "protect.accounts", "account",
          "protect.memberFields", "field",
          "protect.online", "online",
          "protect.restored", "restored",
          "consent.key", "groupField.key",
          "consent.optIn", "groupField.optIn");

  /** What says all of itself by toString, the same everywhere. */
  private static final Set<Class<?>> PLAIN =
      Set.of(
          Boolean.class, Integer.class, String.class, Duration.class, Amount.class, Optional.class);

  private final List<String> lines = new ArrayList<>();

  private PolicyHash() {}

  /** The first 16 hex digits of SHA-256 over the policy's canonical form. */
  static String of(PolicySettings policy) {
    PolicyHash hash = new PolicyHash();
    hash.addAll("", policy, PolicySettings.DEFAULTS);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", hash.lines).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HEX_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void addAll(String path, Record policy, Record defaults) {
    for (RecordComponent component : policy.getClass().getRecordComponents()) {
      String key = path + component.getName();
      Object value = Components.value(policy, component);
      Object fallback = Components.value(defaults, component);
      if (value instanceof Record part && !(value instanceof Amount)) {
        addAll(key + ".", part, (Record) fallback);
      } else if (!key.equals("hash") && (FIRST.contains(key) || !Objects.equals(value, fallback))) {
        add(NAMES.getOrDefault(key, key), value);
      }
    }
  }

  private void add(String name, Object value) {
    if (value instanceof AccountPatterns accounts) {
      accounts.sorted().forEach(account -> line(name, account));
    } else if (value instanceof Map<?, ?> fields) {
      new TreeMap<>(fields)
          .forEach(
              (field, values) -> {
                line(name, field);
                ((Collection<?>) values).stream().sorted().forEach(each -> line("value", each));
              });
    } else {
      line(name, value);
    }
  }

  /** Has the length of the value, so that no value can pass for the next line. */
  private void line(String name, Object value) {
    String text = text(name, value);
    lines.add(name + "=" + text.length() + ":" + text);
  }

  private static String text(String name, Object value) {
    if (value == null || value instanceof Instant) {
      return Optional.ofNullable(value).toString();
    }
    if (value instanceof Mode mode) {
      return mode.wire();
    }
    if (value instanceof Enum<?> || PLAIN.contains(value.getClass())) {
      return value.toString();
    }
    throw new IllegalStateException(
        "how " + name + ", a " + value.getClass().getSimpleName() + ", is written is not known");
  }
}
