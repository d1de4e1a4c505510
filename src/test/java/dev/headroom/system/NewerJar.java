package dev.headroom.system;

import dev.headroom.hooks.HookJar;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The built jar as its next version may be: with one more schema file, which adds to tables, and
 * with a header on the bus that nobody knows yet.
 */
final class NewerJar {

  private static final Path SOURCES = Path.of("src/main/java/dev/headroom");

  private static final String SCHEMA =
      """
      ALTER TABLE jobs ADD COLUMN newer INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE runs ADD COLUMN newer TEXT;
      ALTER TABLE removals ADD COLUMN newer TEXT;
      ALTER TABLE nodes ADD COLUMN newer TEXT;
      CREATE TABLE newer (name TEXT NOT NULL PRIMARY KEY);
      """;

  private NewerJar() {}

  /** Makes it in that folder. */
  static Path make(Path folder) throws IOException {
    Path newer = Files.copy(Jar.BUILT, folder.resolve("newer.jar"));
    Path changed = folder.resolve("changed.jar");
    HookJar.make(
        changed,
        Jar.BUILT.toString(),
        List.of(
            source(
                "store/Migration.java",
                Map.of(
                    "\n          \"009-lost-leases.sql\");",
                    "\n          \"009-lost-leases.sql\", \"010-newer.sql\");",
                    "\nfinal class Migration",
                    "\npublic final class Migration")),
            source(
                "jobs/Announcer.java",
                Map.of(
                    "deliveryOptions(callbacks, node, job);",
                    "deliveryOptions(callbacks, node, job).addHeader(\"newer\", \"1\");"))));
    try (FileSystem from = open(changed);
        FileSystem to = open(newer);
        Stream<Path> files = Files.walk(from.getPath("/dev"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.getPath(file.toString()), StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(to.getPath("/db/010-newer.sql"), SCHEMA);
    }
    return newer;
  }

  private static FileSystem open(Path jar) throws IOException {
    return FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of());
  }

  private static String source(String file, Map<String, String> changes) throws IOException {
    String text = Files.readString(SOURCES.resolve(file));
    for (Map.Entry<String, String> change : changes.entrySet()) {
      if (!text.contains(change.getKey())) {
        throw new IllegalStateException(file + " has no " + change.getKey());
      }
      text = text.replace(change.getKey(), change.getValue());
    }
    return text;
  }
}
