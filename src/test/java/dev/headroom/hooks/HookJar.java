package dev.headroom.hooks;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes a jar of Java sources, as the author of a hook does. */
public final class HookJar {

  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern TYPE = Pattern.compile("(?m)^public (?:\\w+ )*class (\\w+)");

  private HookJar() {}

  /**
   * Compiles the sources and packs them.
   *
   * @param classPath what they are compiled against
   * @return names of the public classes, one a source
   */
  public static List<String> make(Path jar, String classPath, List<String> sources)
      throws IOException {
    Path classes = Files.createTempDirectory(jar.getParent(), "classes");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                said,
                null,
                null,
                List.of(
                    "--release",
                    "17",
                    "-Xlint:all,-classfile",
                    "-Werror",
                    "-cp",
                    classPath,
                    "-d",
                    classes.toString()),
                null,
                sources.stream().map(HookJar::file).toList())
            .call();
    if (!compiled) {
      throw new IllegalArgumentException(said.toString());
    }
    pack(classes, jar);
    return sources.stream().map(HookJar::name).toList();
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file -> {
                try {
                  out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                  Files.copy(file, out);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  private static String name(String source) {
    return first(PACKAGE, source) + "." + first(TYPE, source);
  }

  private static String first(Pattern pattern, String source) {
    Matcher matcher = pattern.matcher(source);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no " + pattern + " in " + source);
    }
    return matcher.group(1);
  }

  private static JavaFileObject file(String source) {
    URI uri = URI.create("string:///" + name(source).replace('.', '/') + ".java");
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
  }
}
