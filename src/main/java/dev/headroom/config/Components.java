package dev.headroom.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Records by their components: for what shall hold for every key, new ones included. */
final class Components {

  private Components() {}

  /** The value of a component. */
  static Object value(Record of, RecordComponent component) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("settings are public records", e);
    }
  }

  /** The same record with another value of the component that is called so. */
  @SuppressWarnings("unchecked") // A record's own constructor makes no other.
  static <R extends Record> R with(R record, String name, Object value) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    if (Arrays.stream(components).noneMatch(each -> each.getName().equals(name))) {
      throw new IllegalArgumentException(record.getClass() + " has no component " + name);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
    Object[] values =
        Arrays.stream(components)
            .map(each -> each.getName().equals(name) ? value : value(record, each))
            .toArray();
    try {
      return (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("settings are public records", e);
    }
  }
}
