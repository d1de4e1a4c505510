package dev.headroom.config;

import dev.headroom.config.PruneSettings.GroupOverride;
import dev.headroom.config.yaml.Amount;
import dev.headroom.config.yaml.Secret;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keys in which two configurations differ, by their paths in the file. It goes by the records,
 * whose components are called as the keys are, with few exceptions; a record that is new to it is
 * told apart like the others. Knows no values.
 */
final class ChangedKeys {

  /** Components that are not called as their key is. */
  private static final Map<String, String> NAMES =
      Map.of(
          "base", "",
          "maxPerDayGroup", "maxPerDay.group",
          "maxPerDayApp", "maxPerDay.app",
          "consent", "groupField",
          "optIn", "consent",
          "chain", "certificate",
          "privateKey", "key");

  /** Components that only follow from others. */
  private static final Set<String> DERIVED = Set.of("hash", "notBefore", "notAfter");

  /** Records that are one value, or a list of such. */
  private static final Set<Class<?>> VALUES = Set.of(Secret.class, Amount.class);

  private final Set<String> keys = new TreeSet<>();

  private ChangedKeys() {}

  /** The keys, in the order of the alphabet. */
  static List<String> between(Settings before, Settings now) {
    ChangedKeys changed = new ChangedKeys();
    changed.compare("", before, now);
    return List.copyOf(changed.keys);
  }

  private static Set<String> between(PolicySettings before, PolicySettings now) {
    ChangedKeys changed = new ChangedKeys();
    changed.compare("", before, now);
    return changed.keys;
  }

  private void compare(String path, Object before, Object now) {
    if (before instanceof Record was
        && now instanceof Record is
        && !VALUES.contains(now.getClass())) {
      for (RecordComponent component : is.getClass().getRecordComponents()) {
        if (!DERIVED.contains(component.getName())) {
          compareComponent(path, component, was, is);
        }
      }
    } else if (!Objects.equals(before, now)) {
      keys.add(path);
    }
  }

  private void compareComponent(String path, RecordComponent component, Record before, Record now) {
    String name = NAMES.getOrDefault(component.getName(), component.getName());
    String key = path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
    if (before instanceof Settings was && key.equals("apps")) {
      compareApps(was.apps(), ((Settings) now).apps());
    } else if (before instanceof PruneSettings was && name.equals("groups")) {
      compareOverrides(key, was, (PruneSettings) now);
    } else {
      compare(key, Components.value(before, component), Components.value(now, component));
    }
  }

  /** Apps are the same by their ids, whatever their order. */
  private void compareApps(List<AppSettings> before, List<AppSettings> now) {
    Map<Long, AppSettings> old = new HashMap<>();
    before.forEach(app -> old.put(app.sdkAppId(), app));
    for (int i = 0; i < now.size(); i++) {
      AppSettings was = old.remove(now.get(i).sdkAppId());
      if (was == null) {
        keys.add("apps");
      } else {
        compare("apps[" + i + "]", was, now.get(i));
      }
    }
    if (!old.isEmpty()) {
      keys.add("apps");
    }
  }

  /** An override takes over what it does not say, so a change of that is not its own. */
  private void compareOverrides(String path, PruneSettings before, PruneSettings now) {
    if (before.groups().size() != now.groups().size()) {
      keys.add(path);
      return;
    }
    Collection<String> taken = between(before.base(), now.base());
    for (int i = 0; i < now.groups().size(); i++) {
      GroupOverride was = before.groups().get(i);
      GroupOverride is = now.groups().get(i);
      Set<String> own = new TreeSet<>(between(was.policy(), is.policy()));
      own.removeAll(taken);
      if (!own.isEmpty() || !was.conditions().equals(is.conditions())) {
        keys.add(path + "[" + i + "]");
      }
    }
  }
}
