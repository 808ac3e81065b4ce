package io.tidegate.gateway.cluster;

import io.tidegate.cluster.tunnel.PeerConnection;
import io.tidegate.gateway.auth.Scope;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a node asks another one to end. Immutable.
///
/// One question and one answer a connection: the question is three texts and a list of texts, each
/// text its length (2 bytes, highest first) and as many bytes of UTF-8, the list its number of
/// texts (1 byte) before them; the answer is one byte, 1 where the session ends, 0 where there is
/// none.
///
/// @param id of the session at the node that is asked
/// @param who wants it
/// @param remote address that he calls from
/// @param scope the streams that he may do it to
record SessionKick(String id, String who, String remote, Scope scope) {
  /// Its ALPN name.
  static final String APPLICATION = "tidegate-kick/1";

  /// For question and answer together.
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static final int MAX_TEXT = 1_024;

  /// Does it at the node that is asked.
  @FunctionalInterface
  interface Handler {
    /// @return whether there is such a session, which ends
    boolean kick(SessionKick kick);
  }

  void write(OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    write(out, id);
    write(out, who);
    write(out, remote);
    List<String> texts = scope.texts();
    out.writeByte(texts.size());
    for (String text : texts) {
      write(out, text);
    }
    out.flush();
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_TEXT) {
      throw new IOException("a text of " + bytes.length + " bytes, at most " + MAX_TEXT);
    }
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  /// @throws IOException when it is none, or cut short
  static SessionKick read(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    String id = text(in);
    String who = text(in);
    String remote = text(in);
    int count = in.readUnsignedByte();
    if (count > Scope.MAX_PATTERNS) {
      throw new IOException(count + " patterns, at most " + Scope.MAX_PATTERNS);
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text(in));
    }
    try {
      return new SessionKick(id, who, remote, Scope.parse(texts));
    } catch (IllegalArgumentException wrong) {
      throw new IOException("no scope", wrong);
    }
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readUnsignedShort();
    if (length > MAX_TEXT) {
      throw new IOException("a text of " + length + " bytes, at most " + MAX_TEXT);
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// At the node that is asked.
  static void serve(PeerConnection connection, Handler handler) throws IOException {
    connection.limit(LIMIT);
    SessionKick kick = read(connection.input());
    connection.output().write(handler.kick(kick) ? 1 : 0);
    connection.output().flush();
  }

  /// Asks. A thread that may wait.
  ///
  /// @return whether there is such a session, which ends
  /// @throws IOException when there is no answer
  boolean ask(PeerConnection connection) throws IOException {
    connection.limit(LIMIT);
    write(connection.output());
    int answer = connection.input().read();
    if (answer < 0) {
      throw new IOException("no answer");
    }
    return answer == 1;
  }
}
