package dev.headroom.config;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** One TLS connection to a port of this machine, which believes every certificate. */
public final class TlsClient implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 10_000;

  /** With TLS 1.1 this is the client's version; 1.2 is one more. */
  private static final int TLS_1_1 = 2;

  private final SSLSocket socket;

  private TlsClient(SSLSocket socket) {
    this.socket = socket;
  }

  /** A connection, by one of the protocols that Java knows, or by the best one. */
  public static TlsClient connect(int port, String... protocols) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Credulous()}, null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    socket.startHandshake();
    return new TlsClient(socket);
  }

  /** What the server proved itself with. */
  public X509Certificate certificate() throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  /** The protocol agreed upon. */
  public String protocol() {
    return socket.getSession().getProtocol();
  }

  /** Sends a request and reads its reply, of which the length must be told. */
  public String call(String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("the server closed the connection");
      }
      head.append((char) c);
    }
    String length = head.toString().replaceAll("(?is).*content-length: *(\\d+).*", "$1");
    return head + new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Whether the port says hello to who knows TLS 1.1 at most. */
  public static boolean takesTls11(int port) throws IOException {
    return saysHello(port, TLS_1_1);
  }

  /** The same for TLS 1.2, to tell that the question was well put. */
  public static boolean takesTls12(int port) throws IOException {
    return saysHello(port, TLS_1_1 + 1);
  }

  /** The hello is put together here, for Java itself does not speak TLS 1.1 any more. */
  private static boolean saysHello(int port, int version) throws IOException {
    byte[] extensions = {
      0,
      10,
      0,
      4,
      0,
      2,
      0,
      23, // curve P-256
      0,
      11,
      0,
      2,
      1,
      0, // points uncompressed
      0,
      13,
      0,
      6,
      0,
      4,
      4,
      3,
      4,
      1 // SHA-256 with ECDSA, with RSA
    };
    byte[] suites = {
      (byte) 0xC0, 0x2B, (byte) 0xC0, 0x2F, (byte) 0xC0, 0x09, (byte) 0xC0, 0x13, 0, 0x2F
    };
    ByteArrayOutputStream hello = new ByteArrayOutputStream();
    hello.write(3);
    hello.write(version);
    hello.write(new byte[32]);
    hello.write(0);
    hello.write(0);
    hello.write(suites.length);
    hello.write(suites);
    hello.write(1);
    hello.write(0);
    hello.write(0);
    hello.write(extensions.length);
    hello.write(extensions);
    int length = hello.size();
    ByteBuffer record = ByteBuffer.allocate(length + 9);
    record.put(new byte[] {22, 3, 1}).putShort((short) (length + 4));
    record.put((byte) 1).put((byte) 0).putShort((short) length).put(hello.toByteArray());
    try (Socket plain = new Socket("127.0.0.1", port)) {
      plain.setSoTimeout(PATIENCE_MILLIS);
      plain.getOutputStream().write(record.array());
      byte[] answer = plain.getInputStream().readNBytes(6);
      // A handshake record with a hello in it; else an alert, or the end.
      return answer.length == 6 && Arrays.equals(new byte[] {answer[0], answer[5]}, bytes(22, 2));
    }
  }

  private static byte[] bytes(int first, int second) {
    return new byte[] {(byte) first, (byte) second};
  }

  private static final class Credulous implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws java.security.cert.CertificateException {
      throw new java.security.cert.CertificateException("no client is known here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // Whoever answers is the server of the test.
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
