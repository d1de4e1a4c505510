package dev.headroom.config.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the files that a configuration is made of, and remembers by digests what was in them, also
 * that one could not be read. A file is known by its path: where a symbolic link leads to another
 * file, the file has changed. Blocks; not thread-safe.
 */
public final class FilesRead {

  /** Of a larger file so much and one byte is read, which tells that it is too large. */
  static final int LARGEST_FILE = 16 * 1024 * 1024;

  private static final String UNREADABLE = "unreadable";

  /** A pipe gives what it holds only once. */
  private static final String NO_PLAIN_FILE = "no plain file";

  private final Map<String, String> digests = new TreeMap<>();

  /** Nothing is read yet. */
  public FilesRead() {}

  /** The content of a file. */
  byte[] read(String name) throws IOException {
    unreadable(name);
    Path path = Path.of(name);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
      seen(name, bytes);
      return bytes;
    }
  }

  /** Notes what somebody else read. */
  public void seen(String name, byte[] bytes) {
    digests.put(name, isPipe(Path.of(name)) ? NO_PLAIN_FILE : digest(bytes));
  }

  /** Notes that nothing could be read there. */
  public void unreadable(String name) {
    digests.put(name, UNREADABLE);
  }

  /** What was in the files, by their names; equal maps mean equal contents. */
  public Map<String, String> digests() {
    return Map.copyOf(digests);
  }

  /** The names of those that hold their content only once. */
  public List<String> pipes() {
    return digests.entrySet().stream()
        .filter(file -> file.getValue().equals(NO_PLAIN_FILE))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What is in the same files now; nothing waits for a pipe. */
  public FilesRead again() {
    FilesRead files = new FilesRead();
    for (String name : digests.keySet()) {
      try {
        if (isPipe(Path.of(name))) {
          files.digests.put(name, NO_PLAIN_FILE);
        } else {
          files.read(name);
        }
      } catch (IOException | InvalidPathException | SecurityException e) {
        files.unreadable(name);
      }
    }
    return files;
  }

  /** Or something like it: neither a file nor a folder. One look, for files come and go. */
  private static boolean isPipe(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).isOther();
    } catch (IOException e) {
      return false;
    }
  }

  private static String digest(byte[] bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(bytes, 0, Math.min(bytes.length, LARGEST_FILE + 1));
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
