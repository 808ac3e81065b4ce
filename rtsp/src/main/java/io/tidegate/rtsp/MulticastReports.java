package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.ReasonCounters;
import io.tidegate.rtsp.rtp.RtcpPacket;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// What the receivers of a group say to it: they report, ask for lost packets and wish for key
/// frames on its RTCP ports. RFC 3550 §6, RFC 4585 §6. Loop-confined.
final class MulticastReports {
  /// A packet that several receivers lost is sent once for all who ask in this time.
  private static final long SAME_LOSS_NANOS = 50_000_000;

  /// Losses that are remembered for that, of all media.
  private static final int MAX_REMEMBERED = 1_024;

  private final Vertx vertx;
  private final RtspMulticast network;
  private final String group;
  private final BiConsumer<Integer, List<Integer>> lost;
  private final Runnable keyFrameWanted;
  private final ReasonCounters reasons = new ReasonCounters();
  private final List<DatagramSocket> sockets = new ArrayList<>();
  private final Map<Long, Long> answered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };
  private boolean closed;

  /// @param lost hears a media and the sequence numbers to be sent again
  MulticastReports(
      Vertx vertx,
      RtspMulticast network,
      String group,
      BiConsumer<Integer, List<Integer>> lost,
      Runnable keyFrameWanted) {
    this.vertx = vertx;
    this.network = network;
    this.group = group;
    this.lost = lost;
    this.keyFrameWanted = keyFrameWanted;
  }

  /// Listens for the receivers of one media. Never fails: without it the group is not heard.
  Future<Void> open(int media, int port) {
    DatagramSocketOptions options = new DatagramSocketOptions().setReuseAddress(true);
    DatagramSocket socket = vertx.createDatagramSocket(options);
    sockets.add(socket);
    socket.exceptionHandler(_ -> {}); // nothing that is owed to anybody
    socket.handler(packet -> heard(media, Bytes.wrap(packet.data().getBytes())));
    String name = network.networkInterface();
    return socket
        .listen(port, group)
        .compose(_ ->
            name.isEmpty()
                ? socket.listenMulticastGroup(group)
                : socket.listenMulticastGroup(group, name, null))
        .otherwiseEmpty()
        .onComplete(_ -> {
          if (closed) {
            socket.close();
          }
        });
  }

  private void heard(int media, Bytes compound) {
    if (closed) {
      return;
    }
    for (RtcpPacket packet : RtcpPacket.parse(compound, reasons)) {
      switch (packet) {
        case RtcpPacket.GenericNack nack -> lost(media, nack.lost());
        case RtcpPacket.PictureLoss _ -> keyFrameWanted.run();
        case RtcpPacket.FullIntraRequest _ -> keyFrameWanted.run();
        // who receives, and how well, is nobody's business here
        case RtcpPacket.ReceiverReport _ -> {}
        case RtcpPacket.Sdes _ -> {}
        case RtcpPacket.Bye _ -> {}
        // our own come back
        case RtcpPacket.SenderReport _ -> {}
        case RtcpPacket.Unknown _ -> {}
      }
    }
  }

  private void lost(int media, List<Integer> numbers) {
    long now = System.nanoTime();
    List<Integer> fresh = numbers.stream().filter(number -> isFresh(media, number, now)).toList();
    if (!fresh.isEmpty()) {
      lost.accept(media, fresh);
    }
  }

  private boolean isFresh(int media, int number, long now) {
    Long before = answered.put((long) media << 16 | number, now);
    return before == null || now - before > SAME_LOSS_NANOS;
  }

  void close() {
    closed = true;
    sockets.forEach(DatagramSocket::close);
  }
}
