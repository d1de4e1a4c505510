package dev.headroom.config.yaml;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A mapping of the file, read key by key. Whatever is wrong goes to the {@link Problems}, and the
 * fallback is returned, so that reading goes on and finds the next mistake. Ends with {@link
 * #done}, which refuses the keys that nobody asked for.
 */
public final class Section {

  private static final String YAML_TAGS = "tag:yaml.org,2002:";

  private record Entry(int place, Node value) {}

  private final Problems problems;
  private final Substitution substitution;
  private final String path;
  private final int place;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> unusable = new HashSet<>();

  private Section(
      Problems problems, Substitution substitution, String path, int place, Node mapping) {
    this.problems = problems;
    this.substitution = substitution;
    this.path = path;
    this.place = place;
    if (mapping instanceof MappingNode node) {
      node.getValue().forEach(this::add);
    } else if (mapping != null && !isNull(mapping)) {
      problems.add(
          place,
          path.isEmpty() ? "(top level)" : path,
          "is not a mapping",
          "Write keys with values below it, one a line");
    }
  }

  /** The whole file; null stands for one without content. */
  public static Section root(Node node, Problems problems, Substitution substitution) {
    return new Section(problems, substitution, "", 0, node);
  }

  private void add(NodeTuple tuple) {
    int keyPlace = tuple.getKeyNode().getStartMark().getIndex();
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      problems.add(keyPlace, path("?"), "has a key that is not a text", "Write a plain key");
      return;
    }
    if (entries.containsKey(key.getValue())) {
      problems.add(
          keyPlace,
          path(key.getValue()),
          "is given twice",
          "Keep one of them and remove the other");
      return;
    }
    entries.put(key.getValue(), new Entry(keyPlace, tuple.getValueNode()));
  }

  /** The keys that stand in the file. */
  public Set<String> keys() {
    return entries.keySet();
  }

  /** Whether the key stands in the file. */
  public boolean has(String key) {
    return entries.containsKey(key);
  }

  /** Whether nothing was found wrong with the key so far. */
  public boolean fine(String key) {
    return problems.none(path(key));
  }

  /** Reports a mistake of that key. */
  public void problem(String key, String cause, String remedy) {
    problems.add(place(key), path(key), cause, remedy);
  }

  /** Reports a mistake of the section as a whole. */
  public void problem(String cause, String remedy) {
    problems.add(place, path, cause, remedy);
  }

  /** The value of the key; the fallback when it is absent or wrong. */
  public <T> T get(String key, T fallback, Form<T> form) {
    return read(key, fallback, form, false);
  }

  /** The same for a value that no message may show. */
  public <T> T hidden(String key, T fallback, Form<T> form) {
    return read(key, fallback, form, true);
  }

  private <T> T read(String key, T fallback, Form<T> form, boolean hidden) {
    known.add(key);
    return has(key)
        ? scalar(entries.get(key).value(), place(key), path(key), form, hidden).orElse(fallback)
        : fallback;
  }

  /** The same for a key that must be there; null when it is not, or is wrong. */
  public <T> T required(String key, Form<T> form, String remedy) {
    if (!has(key)) {
      problem(key, "is missing", remedy);
    }
    return read(key, null, form, true);
  }

  /**
   * A file that a key names.
   *
   * @param path as it stands in the configuration
   * @param text what is in it
   */
  public record FileText(String path, String text) {}

  /** The file that a key names, which must be there. */
  public Optional<FileText> file(String key, String remedy) {
    if (!has(key)) {
      problem(key, "is missing", remedy);
    }
    String named = get(key, null, Forms.text());
    if (named == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new FileText(named, substitution.read(named)));
    } catch (BadValue e) {
      problem(key, e.getMessage(), e.remedy());
      return Optional.empty();
    }
  }

  /** Whether the value is {@code off} instead of a mapping. */
  public boolean isOff(String key) {
    known.add(key);
    return has(key)
        && entries.get(key).value() instanceof ScalarNode node
        && substitution
            .apply(node.getValue(), obstacle -> {})
            .filter(result -> Forms.isOff(result.text()))
            .isPresent();
  }

  /** The mapping below the key; empty when there is none. */
  public Section section(String key) {
    known.add(key);
    Node node = has(key) ? entries.get(key).value() : null;
    return new Section(problems, substitution, path(key), place(key), node);
  }

  /** Whatever mapping stands below the key, for somebody else to read; empty when there is none. */
  public JsonObject json(String key) {
    known.add(key);
    Node node = has(key) ? entries.get(key).value() : null;
    if (node == null || isNull(node)) {
      return new JsonObject();
    }
    if (!(node instanceof MappingNode mapping)) {
      problem(key, "is not a mapping", "Write keys with values below it, one a line");
      return new JsonObject();
    }
    try {
      return new FreeForm(substitution).object(mapping);
    } catch (BadValue e) {
      problem(key, e.getMessage(), e.remedy());
      return new JsonObject();
    }
  }

  /** The mappings of the list below the key. */
  public List<Section> sections(String key) {
    List<Section> sections = new ArrayList<>();
    int index = 0;
    for (Node item : items(key)) {
      String itemPath = path(key) + "[" + index++ + "]";
      int itemPlace = item.getStartMark().getIndex();
      if (item instanceof MappingNode) {
        sections.add(new Section(problems, substitution, itemPath, itemPlace, item));
      } else {
        problems.add(
            itemPlace,
            itemPath,
            "is not a mapping",
            "Write its keys with their values, or remove it");
      }
    }
    return sections;
  }

  /** The values of the list below the key, without those that are wrong. */
  public <T> List<T> list(String key, Form<T> form) {
    return list(key, form, false);
  }

  /** The same for values that no message may show. */
  public <T> List<T> hiddenList(String key, Form<T> form) {
    return list(key, form, true);
  }

  private <T> List<T> list(String key, Form<T> form, boolean hidden) {
    List<T> values = new ArrayList<>();
    int index = 0;
    for (Node item : items(key)) {
      String itemPath = path(key) + "[" + index++ + "]";
      scalar(item, item.getStartMark().getIndex(), itemPath, form, hidden).ifPresent(values::add);
    }
    return values;
  }

  /** A list in which one {@code ${file:PATH}} stands for the lines of the file. */
  public List<String> lines(String key, Form<String> form) {
    List<String> values = new ArrayList<>();
    int index = 0;
    for (Node item : items(key)) {
      String itemPath = path(key) + "[" + index++ + "]";
      int itemPlace = item.getStartMark().getIndex();
      Optional<Substitution.Lines> file;
      try {
        file =
            item instanceof ScalarNode node
                ? substitution.lines(node.getValue())
                : Optional.empty();
      } catch (BadValue e) {
        problems.add(itemPlace, itemPath, e.getMessage(), e.remedy());
        continue;
      }
      if (file.isPresent()) {
        ListFile list = new ListFile(file.get(), form);
        values.addAll(list.values());
        list.mistakes()
            .forEach(each -> problems.add(itemPlace, itemPath, each.getMessage(), each.remedy()));
      } else {
        scalar(item, itemPlace, itemPath, form, false).ifPresent(values::add);
      }
    }
    return values;
  }

  /** One value, or the values of a list. */
  public List<String> oneOrMore(String key, Form<String> form) {
    known.add(key);
    if (!(entries.get(key).value() instanceof SequenceNode node)) {
      return Optional.ofNullable(get(key, null, form)).map(List::of).orElse(List.of());
    }
    if (node.getValue().isEmpty()) {
      problem(key, "is an empty list", "Write at least one value, or \"*\" for any");
    }
    return list(key, form);
  }

  /**
   * A key of a part that this version does not have.
   *
   * @param inert what it may say all the same, for it means that the part is not used: a single
   *     value, or {@code []}
   */
  public void notBuilt(String key, String inert) {
    unusable.add(key);
    if (has(key) && !says(entries.get(key).value(), inert)) {
      problem(key, "is not built in this version", "Remove it, or write " + inert);
    }
  }

  private static boolean says(Node node, String inert) {
    return inert.equals("[]")
        ? node instanceof SequenceNode list && list.getValue().isEmpty()
        : node instanceof ScalarNode scalar && scalar.getValue().equals(inert);
  }

  /** A key that is known, but not in this place. */
  public void misplaced(String key, String cause, String remedy) {
    unusable.add(key);
    if (has(key)) {
      problem(key, cause, remedy);
    }
  }

  /** Refuses the keys that nobody asked for. */
  public void done() {
    String all = String.join(", ", known);
    entries.keySet().stream()
        .filter(key -> !known.contains(key) && !unusable.contains(key))
        .forEach(
            key -> problem(key, "is not a key of this section", Nearest.hint(key, known, all)));
  }

  private List<Node> items(String key) {
    known.add(key);
    if (!has(key)) {
      return List.of();
    }
    Node value = entries.get(key).value();
    if (value instanceof SequenceNode node) {
      return node.getValue();
    }
    problem(
        key,
        isNull(value) ? "has no value" : "is not a list",
        "Write [a, b], or one item a line after a hyphen");
    return List.of();
  }

  private <T> Optional<T> scalar(Node node, int at, String name, Form<T> form, boolean hidden) {
    if (!(node instanceof ScalarNode value)) {
      problems.add(
          at, name, "is not a single value", "Write one value, and quote it if it has a {");
      return Optional.empty();
    }
    if (isNull(node)) {
      problems.add(at, name, "has no value", "Write a value, or leave it out");
      return Optional.empty();
    }
    if (!node.getTag().startsWith(YAML_TAGS)) {
      problems.add(
          at, name, "has a YAML tag", "Remove the tag, or quote a value that begins with !");
      return Optional.empty();
    }
    Optional<Substitution.Result> result =
        substitution.apply(
            value.getValue(),
            obstacle -> problems.add(at, name, obstacle.getMessage(), obstacle.remedy()));
    try {
      return result.isEmpty() ? Optional.empty() : Optional.of(form.read(result.get().text()));
    } catch (BadValue e) {
      String subject = hidden ? "" : subject(result.get());
      problems.add(at, name, subject + e.getMessage(), e.remedy());
      return Optional.empty();
    }
  }

  /** How a message calls a value: what came from outside by its name only. */
  private static String subject(Substitution.Result result) {
    if (result.text().isEmpty()) {
      return "";
    }
    return result.sources().isEmpty()
        ? "\"" + printable(result.text()) + "\" "
        : "the value from " + printable(String.join(", ", result.sources())) + " ";
  }

  private static String printable(String text) {
    String cut = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return Characters.shown(cut);
  }

  private static boolean isNull(Node node) {
    return Tag.NULL.equals(node.getTag());
  }

  private int place(String key) {
    return has(key) ? entries.get(key).place() : place;
  }

  private String path(String key) {
    String name = printable(key);
    return path.isEmpty() ? name : path + "." + name;
  }
}
