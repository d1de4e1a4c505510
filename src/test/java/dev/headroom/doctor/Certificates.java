package dev.headroom.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Key stores that the JDK's own tool makes; each is its own authority. */
final class Certificates {

  private static final String PASSWORD = "changeit";

  private Certificates() {}

  /** A certificate for localhost. */
  static PfxOptions localhost(Path folder) throws IOException, InterruptedException {
    return make(folder, "localhost", "-ext", "SAN=dns:localhost", "-validity", "2");
  }

  /** One for another host. */
  static PfxOptions elsewhere(Path folder) throws IOException, InterruptedException {
    return make(folder, "elsewhere", "-ext", "SAN=dns:chat.example.com", "-validity", "2");
  }

  private static PfxOptions make(Path folder, String name, String... options)
      throws IOException, InterruptedException {
    Path file = folder.resolve(name + ".p12");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    return new PfxOptions().setPath(file.toString()).setPassword(PASSWORD);
  }
}
