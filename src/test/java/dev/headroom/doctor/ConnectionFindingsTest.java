package dev.headroom.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import java.net.NoRouteToHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionFindingsTest {

  private static final HttpUrl URL = new HttpUrl(true, "chat.example.com", 443, "/im?Sign=secret");

  /** Errors as the JDK and Netty nest them, of the kinds that no local test can bring about. */
  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(handshake(new CertificateExpiredException("secret")), "has expired"),
        Arguments.of(handshake(new CertificateNotYetValidException("secret")), "not valid yet"),
        Arguments.of(new SSLHandshakeException("secret"), "do not come to terms"),
        Arguments.of(new ConnectTimeoutException("secret"), "does not answer"),
        Arguments.of(new NoRouteToHostException("secret"), "no route to chat.example.com:443"),
        Arguments.of(new TimeoutException("secret"), "did not reply in time"));
  }

  private static Throwable handshake(CertificateException cause) {
    return new SSLHandshakeException("secret")
        .initCause(
            new CertificateException("secret", new CertPathValidatorException("secret", cause)));
  }

  @ParameterizedTest
  @MethodSource("errors")
  @DisplayName("The kind of an error tells where a connection was lost; its text is not shown")
  void lost(Throwable error, String words) {
    Finding finding = ConnectionFindings.lost(URL, error);
    assertThat(finding.isWrong()).isTrue();
    assertThat(finding.text()).contains(words).doesNotContain("secret");
    assertThat(finding.remedy()).isNotEmpty().doesNotContain("secret");
  }
}
