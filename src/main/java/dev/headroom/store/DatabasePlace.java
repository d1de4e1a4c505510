package dev.headroom.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the file system under an embedded database keeps what Headroom promises. */
public final class DatabasePlace {

  private static final Logger LOG = LoggerFactory.getLogger(DatabasePlace.class);
  private static final Path MOUNTS = Path.of("/proc/self/mounts");

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
  public static Optional<String> warning(String url) {
    if (!url.startsWith(SqliteDriver.URL)) {
      return Optional.empty();
    }
    try {
      return warningOf(Files.getFileStore(place(url)).type());
    } catch (IOException e) {
      LOG.debug("The file system of the database is not known: {}", e.toString());
      return Optional.empty();
    }
  }

  /**
   * What is to be said when nothing can be loaded from beside that database, where the service puts
   * SQLite's native library. Empty where the mounts are not known, or it is put elsewhere.
   */
  public static Optional<String> noExec(String url) {
    if (!url.startsWith(SqliteDriver.URL) || System.getProperty(SqliteDriver.FOLDER) != null) {
      return Optional.empty();
    }
    try {
      Path place = place(url).toRealPath();
      return noExec(place, Files.readAllLines(MOUNTS))
          ? Optional.of(
              "the folder of the database is mounted noexec: SQLite's native library cannot be"
                  + " loaded from there; start with -D"
                  + SqliteDriver.FOLDER
                  + "=FOLDER, or mount it without noexec")
          : Optional.empty();
    } catch (IOException e) {
      LOG.debug("The mounts are not known: {}", e.toString());
      return Optional.empty();
    }
  }

  /**
   * Whether the mount that holds the place is one.
   *
   * @param mounts device, mount point, type and options of each, the later ones over the former
   */
  public static boolean noExec(Path place, List<String> mounts) {
    Path best = Path.of("/");
    boolean noExec = false;
    for (String mount : mounts) {
      String[] fields = mount.split(" ", -1);
      if (fields.length < 4) {
        continue;
      }
      Path point = Path.of(fields[1].replace("\\040", " "));
      if (place.startsWith(point) && point.startsWith(best)) {
        best = point;
        noExec = List.of(fields[3].split(",", -1)).contains("noexec");
      }
    }
    return noExec;
  }

  /** What there is of it already: the file, or a folder above. */
  private static Path place(String url) {
    Path place = Path.of(url.substring(SqliteDriver.URL.length())).toAbsolutePath().normalize();
    while (place.getParent() != null && Files.notExists(place)) {
      place = place.getParent();
    }
    return place;
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
