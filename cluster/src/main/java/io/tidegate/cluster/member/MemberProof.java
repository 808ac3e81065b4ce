package io.tidegate.cluster.member;

import com.hazelcast.nio.MemberSocketInterceptor;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Both ends of a connection of members show that they know the secret, and neither says it, before
/// Hazelcast reads or writes a byte: other programs of this machine reach its port, and may listen
/// at the address of a node that is away. The proof names the address that was called, so that what
/// one node says does not stand for another.
///
/// Caller: 4 bytes of magic, 16 random ones. Called: 16 random ones, HMAC-SHA-256. Caller:
/// HMAC-SHA-256. Threads of Hazelcast that may wait.
final class MemberProof implements MemberSocketInterceptor {
  /// A node behind the tunnel is asked through it.
  static final Duration LIMIT = Duration.ofSeconds(5);

  private static final int MAGIC = 0x5447_4d01; // TGM, version 1
  private static final int NONCE_BYTES = 16;
  private static final int PROOF_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec secret;
  private final byte[] own;
  private final Duration limit;

  /// @param own address, which others call
  /// @param limit for all of it
  MemberProof(String secret, InetAddress own, Duration limit) {
    this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.own = own.getAddress();
    this.limit = limit;
  }

  @Override
  public void init(Properties none) {}

  @Override
  public void onConnect(Socket socket) throws IOException {
    try (Limited in = new Limited(socket)) {
      byte[] address = socket.getInetAddress().getAddress();
      byte[] mine = nonce();
      socket
          .getOutputStream()
          .write(ByteBuffer.allocate(4 + NONCE_BYTES).putInt(MAGIC).put(mine).array());
      byte[] theirs = in.read(NONCE_BYTES);
      require(in.read(PROOF_BYTES), proof("called", address, mine, theirs));
      socket.getOutputStream().write(proof("caller", address, mine, theirs));
    }
  }

  @Override
  public void onAccept(Socket socket) throws IOException {
    try (Limited in = new Limited(socket)) {
      if (ByteBuffer.wrap(in.read(4)).getInt() != MAGIC) {
        throw new IOException("not a member");
      }
      byte[] theirs = in.read(NONCE_BYTES);
      byte[] mine = nonce();
      socket
          .getOutputStream()
          .write(
              ByteBuffer.allocate(NONCE_BYTES + PROOF_BYTES)
                  .put(mine)
                  .put(proof("called", own, theirs, mine))
                  .array());
      require(in.read(PROOF_BYTES), proof("caller", own, theirs, mine));
    }
  }

  private static byte[] nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    return nonce;
  }

  private byte[] proof(String end, byte[] address, byte[] callers, byte[] calleds) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      mac.update(end.getBytes(StandardCharsets.US_ASCII)); // both have six letters
      mac.update((byte) address.length);
      mac.update(address);
      mac.update(callers);
      return mac.doFinal(calleds);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void require(byte[] shown, byte[] right) throws IOException {
    if (!MessageDigest.isEqual(shown, right)) {
      throw new IOException("a member of another cluster, or none");
    }
  }

  /// Reads what is wanted and no byte more, all of it in time.
  private final class Limited implements AutoCloseable {
    private final Socket socket;
    private final long end = System.nanoTime() + limit.toNanos();

    Limited(Socket socket) {
      this.socket = socket;
    }

    byte[] read(int length) throws IOException {
      byte[] bytes = new byte[length];
      int have = 0;
      while (have < length) {
        long leftMs = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (leftMs <= 0) {
          throw new SocketTimeoutException("it does not show that it is a member");
        }
        socket.setSoTimeout((int) leftMs);
        int more = socket.getInputStream().read(bytes, have, length - have);
        if (more < 0) {
          throw new EOFException("it does not show that it is a member");
        }
        have += more;
      }
      return bytes;
    }

    @Override
    public void close() throws IOException {
      if (!socket.isClosed()) {
        socket.setSoTimeout(0);
      }
    }
  }
}
