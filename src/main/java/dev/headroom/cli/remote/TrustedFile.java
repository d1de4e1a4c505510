package dev.headroom.cli.remote;

import dev.headroom.config.yaml.PlainText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of a PEM file, which are trusted instead of those that come with Java. */
final class TrustedFile {

  private TrustedFile() {}

  /** What trusts them. */
  static SSLContext read(Path file) throws ServiceException {
    try {
      byte[] bytes = PlainText.withoutMark(Files.readAllBytes(file));
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes));
      if (certificates.isEmpty()) {
        throw none(file);
      }
      return trusting(certificates);
    } catch (NoSuchFileException e) {
      throw ServiceException.usage(
          "the file " + file + " of --ca does not exist", "correct the path");
    } catch (CertificateException e) {
      throw none(file);
    } catch (IOException | GeneralSecurityException e) {
      throw ServiceException.usage(
          "the file " + file + " of --ca cannot be read", "name a PEM file that you may read");
    }
  }

  private static ServiceException none(Path file) {
    return ServiceException.usage(
        "the file " + file + " of --ca holds no certificate in PEM",
        "name the file with the lines BEGIN CERTIFICATE");
  }

  private static SSLContext trusting(Collection<? extends Certificate> certificates)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("ca" + number++, certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
