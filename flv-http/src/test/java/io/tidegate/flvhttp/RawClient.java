package io.tidegate.flvhttp;

import io.tidegate.media.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client that speaks bytes: what it sends and when it reads is the test's business.
final class RawClient implements AutoCloseable {
  private final Socket socket = new Socket();
  private final InputStream in;

  RawClient(int port) throws IOException {
    this(port, 0);
  }

  /// @param receiveBuffer bytes the kernel takes for a client that does not read, 0 for its default
  RawClient(int port, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = socket.getInputStream();
  }

  RawClient send(String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /// Up to and with the empty line.
  String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  Bytes read(int count) throws IOException {
    return Bytes.wrap(in.readNBytes(count));
  }

  Bytes rest() throws IOException {
    return Bytes.wrap(in.readAllBytes());
  }

  /// One chunk of HTTP/1.1; empty at the end.
  Bytes chunk() throws IOException {
    StringBuilder size = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("closed inside a chunk header: " + size);
      }
      size.append((char) next);
    }
    int length = Integer.parseInt(size.toString().strip(), 16);
    Bytes chunk = read(length);
    if (read(2).u16(0) != 0x0D0A) {
      throw new IOException("a chunk does not end with CRLF");
    }
    return chunk;
  }

  /// Chunks until `count` content bytes are there or the response ends.
  Bytes chunks(int count) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < count) {
      Bytes chunk = chunk();
      if (chunk.isEmpty()) {
        break;
      }
      all.writeBytes(chunk.toByteArray());
    }
    return Bytes.wrap(all.toByteArray());
  }

  /// One message of a server's WebSocket: its payload.
  Bytes message() throws IOException {
    Bytes head = read(2);
    int length = head.u8(1);
    if (length == 126) {
      length = read(2).u16(0);
    } else if (length == 127) {
      length = (int) read(8).u64(0);
    }
    return read(length);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
