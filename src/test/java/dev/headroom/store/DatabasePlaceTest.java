package dev.headroom.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabasePlaceTest {

  @ParameterizedTest(name = "{0}")
  @DisplayName("A file system that does not keep the database is warned of by its name")
  @CsvSource({
    "tmpfs, lies in memory (tmpfs)",
    "ramfs, lies in memory",
    "overlay, lies in the layer of a container (overlay)",
    "aufs, lies in the layer of a container",
    "fuse.fuse-overlayfs, lies in the layer of a container",
    "nfs, lies on a file system of the network",
    "nfs4, lies on a file system of the network or of another machine (nfs4)",
    "cifs, lies on a file system of the network",
    "smb3, lies on a file system of the network",
    "CIFS, lies on a file system of the network",
    "9p, lies on a file system of the network",
    "ceph, lies on a file system of the network",
    "fuse.sshfs, lies on a file system of the network",
    "fuse.glusterfs, lies on a file system of the network"
  })
  void unsafe(String type, String warning) {
    assertThat(DatabasePlace.warningOf(type)).get().asString().startsWith(warning);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("A disk of the machine is fine, and so is what is not known")
  @ValueSource(
      strings = {"ext4", "ext3", "ext2/ext3", "xfs", "btrfs", "zfs", "NTFS", "apfs", "f2fs"})
  void fine(String type) {
    assertThat(DatabasePlace.warningOf(type)).isEmpty();
  }

  @Test
  @DisplayName("The mount that holds the place tells whether a library can be loaded from there")
  void noExec() {
    List<String> mounts =
        List.of(
            "/dev/vda / ext4 rw,relatime 0 0",
            "/dev/vdb /data ext4 rw,nosuid,noexec 0 0",
            "/dev/vdc /data/fast ext4 rw 0 0",
            "/dev/vdd /my\\040data ext4 rw,noexec 0 0",
            "none");
    assertThat(DatabasePlace.noExec(Path.of("/data/headroom.db"), mounts)).isTrue();
    assertThat(DatabasePlace.noExec(Path.of("/my data/headroom.db"), mounts)).isTrue();
    assertThat(DatabasePlace.noExec(Path.of("/data/fast/headroom.db"), mounts)).isFalse();
    assertThat(DatabasePlace.noExec(Path.of("/database/headroom.db"), mounts)).isFalse();
  }

  @Test
  @DisplayName("The file need not exist yet; other databases have no place here")
  void notThere(@TempDir Path folder) {
    String none = "jdbc:sqlite:" + folder.resolve("a/b/headroom.db");
    assertThat(DatabasePlace.warning(none))
        .isEqualTo(DatabasePlace.warning("jdbc:sqlite:" + folder));
    assertThat(DatabasePlace.warning("jdbc:postgresql://db/headroom")).isEmpty();
  }
}
