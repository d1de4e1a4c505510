package dev.headroom.sandbox;

import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A certificate for localhost that nobody signed but itself, made by the JDK's own tool. */
final class LocalKeyStore {
  static final String PASSWORD = "changeit";

  private final Path file;

  private LocalKeyStore(Path file) {
    this.file = file;
  }

  static LocalKeyStore in(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("localhost.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "localhost",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool failed: " + said);
    }
    return new LocalKeyStore(file);
  }

  Path file() {
    return file;
  }

  KeyCertOptions forServer() {
    return new PfxOptions().setPath(file.toString()).setPassword(PASSWORD);
  }
}
