package dev.headroom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the file system under an embedded database keeps what Headroom promises. */
final class DatabasePlace {

  private static final Logger LOG = LoggerFactory.getLogger(DatabasePlace.class);
  private static final String SQLITE = "jdbc:sqlite:";

  /** Gone with the machine's memory. */
  private static final List<String> MEMORY = List.of("tmpfs", "ramfs", "devtmpfs", "rootfs");

  /** The writable layer of a container: gone with it. */
  private static final List<String> LAYERS =
      List.of("overlay", "overlayfs", "aufs", "fuse-overlayfs", "fuse.fuse-overlayfs");

  /** Locks and shared memory of the write-ahead log do not work there [sqlite.org/wal.html]. */
  private static final List<String> NETWORK =
      List.of(
          "nfs", "cifs", "smb", "afs", "9p", "ceph", "gluster", "lustre", "gpfs", "beegfs", "ocfs",
          "davfs", "vboxsf", "prl_fs", "vmhgfs", "fuse.");

  private DatabasePlace() {}

  /** What is to be said against the place of that database; empty when nothing is known. */
  static Optional<String> warning(String url) {
    if (!url.startsWith(SQLITE)) {
      return Optional.empty();
    }
    Path place = Path.of(url.substring(SQLITE.length())).toAbsolutePath().normalize();
    while (place.getParent() != null && Files.notExists(place)) {
      place = place.getParent();
    }
    try {
      return warningOf(Files.getFileStore(place).type());
    } catch (IOException e) {
      LOG.debug("The file system of the database is not known: {}", e.toString());
      return Optional.empty();
    }
  }

  /**
   * What is to be said against a kind of file system.
   *
   * @param type its name as the operating system writes it
   */
  static Optional<String> warningOf(String type) {
    String name = type.toLowerCase(Locale.ROOT);
    if (MEMORY.contains(name)) {
      return Optional.of(
          "lies in memory (" + type + "): a restart of the machine loses callbacks and the ledger");
    }
    if (LAYERS.contains(name)) {
      return Optional.of(
          "lies in the layer of a container (" + type + "): it is lost with the container");
    }
    if (NETWORK.stream().anyMatch(name::startsWith)) {
      return Optional.of(
          "lies on a file system of the network or of another machine ("
              + type
              + "), where SQLite's locks may not hold: it can be damaged");
    }
    return Optional.empty();
  }
}
