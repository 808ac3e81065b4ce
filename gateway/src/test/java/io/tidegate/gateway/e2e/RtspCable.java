package io.tidegate.gateway.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The cable between the gateway and a camera. RTSP goes through it, and datagrams, too: the ports
/// that `SETUP` names are replaced by those of a [DatagramCable].
///
/// While it is pulled, datagrams are lost and what goes over TCP waits, as it does for want of
/// acknowledgements.
final class RtspCable implements AutoCloseable {
  private static final Pattern PORTS = Pattern.compile("client_port=(\\d+)-(\\d+)");
  private static final int PIECE_BYTES = 64 << 10;

  private final ServerSocket listener;
  private final int cameraPort;
  private final boolean damaged;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<DatagramCable> datagrams = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Boolean> plugged = CompletableFuture.completedFuture(true);

  /// @param damaged whether datagrams get lost and late
  RtspCable(int cameraPort, boolean damaged) throws IOException {
    this.cameraPort = cameraPort;
    this.damaged = damaged;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /// Of the camera, at the gateway's end of the cable.
  String url() {
    return "rtsp://127.0.0.1:" + listener.getLocalPort() + "/cam";
  }

  void pull() {
    plugged = new CompletableFuture<>();
  }

  void plug() {
    plugged.complete(true);
  }

  private boolean isPlugged() {
    return plugged.isDone();
  }

  private void accept() {
    try {
      while (true) {
        Socket gateway = listener.accept();
        sockets.add(gateway);
        Thread.ofVirtual().start(() -> connect(gateway));
      }
    } catch (IOException closed) {
      plug(); // nobody waits any longer
    }
  }

  private void connect(Socket gateway) {
    plugged.join();
    try {
      Socket camera = new Socket(InetAddress.getLoopbackAddress(), cameraPort);
      sockets.add(camera);
      Thread.ofVirtual().start(() -> copy(camera, gateway, false));
      copy(gateway, camera, true);
    } catch (IOException nobodyThere) {
      closeQuietly(gateway);
    }
  }

  /// Until one of them ends.
  private void copy(Socket from, Socket to, boolean requests) {
    byte[] piece = new byte[PIECE_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count; (count = in.read(piece)) > 0; ) {
        plugged.join();
        out.write(requests ? withOurPorts(piece, count) : Arrays.copyOf(piece, count));
      }
    } catch (IOException _) {
      // over
    }
  }

  /// The gateway writes a request in one piece.
  private byte[] withOurPorts(byte[] piece, int count) throws IOException {
    String text = new String(piece, 0, count, ISO_8859_1);
    Matcher ports = PORTS.matcher(text);
    if (!text.startsWith("SETUP ") || !ports.find()) {
      return text.getBytes(ISO_8859_1);
    }
    DatagramCable pair =
        new DatagramCable(Integer.parseInt(ports.group(1)), damaged, this::isPlugged);
    datagrams.add(pair);
    String ours = "client_port=" + pair.port() + "-" + (pair.port() + 1);
    return ports.replaceFirst(ours).getBytes(ISO_8859_1);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // so be it
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    plug();
    sockets.forEach(RtspCable::closeQuietly);
    for (DatagramCable pair : datagrams) {
      pair.close();
    }
  }
}
