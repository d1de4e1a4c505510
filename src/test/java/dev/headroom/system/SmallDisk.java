package dev.headroom.system;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own, in memory, that can be filled to the last byte. Takes root. */
final class SmallDisk implements AutoCloseable {

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts it; without the right to do so the test is skipped.
   *
   * @param folder an empty one
   * @param options of tmpfs, e.g. {@code size=16m}
   */
  static SmallDisk mount(Path folder, String options) {
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()),
        "only root can mount a file system");
    return new SmallDisk(folder);
  }

  Path folder() {
    return folder;
  }

  /** Leaves that much room, about. */
  void fill(int leave) throws IOException {
    Path filler = folder.resolve("filler");
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      try (SeekableByteChannel channel = Files.newByteChannel(filler, StandardOpenOption.WRITE)) {
        channel.truncate(Math.max(0, channel.size() - leave));
      }
    }
  }

  /** Gives the room back. */
  void free() throws IOException {
    Files.deleteIfExists(folder.resolve("filler"));
  }

  @Override
  public void close() throws IOException {
    // What is still open there goes with the last that holds it.
    run("umount", "-l", folder.toString());
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .start()
              .onExit()
              .join()
              .exitValue()
          == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
