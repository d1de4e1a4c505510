package dev.headroom.hooks;

import dev.headroom.config.HookSettings;
import dev.headroom.config.yaml.Problem;
import io.vertx.core.Deployable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars of a folder, with one class loader over all of them and the classes of Headroom above.
 * Reads files: not for an event loop.
 */
public final class HookJars implements AutoCloseable {

  /** Of the class loader, as stack traces show it. */
  static final String NAME = "hooks";

  private final Path folder;
  private final List<Path> jars;
  private final List<Problem> broken = new ArrayList<>();
  private final URLClassLoader loader;

  private HookJars(Path folder, List<Path> jars) {
    this.folder = folder;
    this.jars = jars;
    jars.forEach(this::checkJar);
    loader =
        new URLClassLoader(
            NAME,
            jars.stream().map(HookJars::url).toArray(URL[]::new),
            HookJars.class.getClassLoader());
  }

  /** Takes the jars that are in the folder now; a folder that is not there has none. */
  public static HookJars open(Path folder) {
    List<Path> jars = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
        files.forEach(jars::add);
      } catch (IOException e) {
        throw new UncheckedIOException("the folder " + folder + " cannot be read", e);
      }
    }
    // In the order of their names, so that the same class always comes from the same jar.
    jars.sort(null);
    return new HookJars(folder, List.copyOf(jars));
  }

  /** What keeps hooks from being started, with paths as in the configuration. Runs none of them. */
  public List<Problem> problems(List<HookSettings> hooks) {
    List<Problem> problems = new ArrayList<>(hooks.isEmpty() ? List.of() : broken);
    for (int i = 0; i < hooks.size(); i++) {
      problem(i, hooks.get(i)).ifPresent(problems::add);
    }
    return problems;
  }

  /** What keeps that hook from being started. */
  Optional<Problem> problem(int index, HookSettings hook) {
    String path = "hooks[" + index + "].verticle";
    String name = hook.verticle();
    try {
      Class<?> type = Class.forName(name, false, loader);
      if (!Deployable.class.isAssignableFrom(type)) {
        return problem(path, name + " is not a verticle", "Extend io.vertx.core.VerticleBase");
      }
      if (!canBeMade(type)) {
        return problem(
            path,
            name + " cannot be made by Headroom",
            "Make it a public class, not abstract, with a public constructor without parameters");
      }
      return Optional.empty();
    } catch (ClassNotFoundException e) {
      return problem(
          path,
          name + " is in no jar of " + place(),
          "Put its jar into that folder, and write the class with its package");
    } catch (UnsupportedClassVersionError e) {
      return problem(
          path,
          name + " was compiled for a newer Java than this one, " + Runtime.version().feature(),
          "Compile it with --release 17, or run Headroom on that Java");
    } catch (LinkageError e) {
      return problem(
          path,
          name + " cannot be loaded (" + e + ") from " + place(),
          "Put the jars that it needs into that folder, too");
    }
  }

  private static Optional<Problem> problem(String path, String cause, String remedy) {
    return Optional.of(new Problem(path, cause, remedy));
  }

  private static boolean canBeMade(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && !Modifier.isAbstract(type.getModifiers())
        && Stream.of(type.getConstructors()).anyMatch(made -> made.getParameterCount() == 0);
  }

  /** Where classes are looked for: the folder and its jars. */
  private String place() {
    if (!Files.isDirectory(folder)) {
      return folder.toAbsolutePath() + ", a folder that does not exist";
    }
    return jars.isEmpty()
        ? folder.toAbsolutePath() + ", which holds none"
        : folder.toAbsolutePath()
            + " ("
            + jars.stream()
                .map(jar -> jar.getFileName().toString())
                .collect(Collectors.joining(", "))
            + ")";
  }

  /**
   * Makes a verticle. This runs code of its author's: on the hook's own thread only.
   *
   * @throws ReflectiveOperationException with whatever its constructor threw
   */
  Deployable make(String verticle) throws ReflectiveOperationException {
    return Class.forName(verticle, true, loader)
        .asSubclass(Deployable.class)
        .getConstructor()
        .newInstance();
  }

  ClassLoader loader() {
    return loader;
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }

  /** The class loader passes over what is not a jar without a word. */
  private void checkJar(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      file.getManifest();
    } catch (IOException e) {
      broken.add(
          new Problem(
              "hooks",
              jar.toAbsolutePath() + " is not a readable jar (" + e.getMessage() + ")",
              "Build or copy it again, or remove it"));
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("a path has a URL", e);
    }
  }
}
