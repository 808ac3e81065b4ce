package io.tidegate.rtsp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SessionView;
import io.tidegate.rtsp.message.Interleaved;
import io.tidegate.rtsp.message.PortPair;
import io.tidegate.rtsp.message.RtspUrl;
import io.tidegate.rtsp.message.RtspWriter;
import io.tidegate.rtsp.message.TransportHeader;
import io.tidegate.rtsp.rtp.ReceptionOptions;
import io.tidegate.rtsp.rtp.RtpReception;
import io.tidegate.rtsp.sdp.MediaDescription;
import io.tidegate.rtsp.sdp.SessionDescription;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/// A session that publishes. Confined to the session's loop.
///
/// 1. made by ANNOUNCE;
/// 2. [#setUp] for each media the client will send; one that cannot be carried is taken and
///    dropped, so that the others get through;
/// 3. [#record] takes the key; packets become events from then on.
final class ServerPublisher implements ServerRole {
  /// Over UDP, for packets that wait for others.
  private static final long POLL_MS = 20;

  private final PublishRequest request;
  private final SessionDescription announced;
  private final String announcedUri;
  private final ServerSession session;
  private final Map<Integer, PortPair> channels = new TreeMap<>();
  private final Map<Integer, DatagramPath> paths = new TreeMap<>();

  /// The announced media that were set up, in that order.
  private final List<Integer> setUp = new ArrayList<>();

  private @Nullable RtpReception reception;
  private @Nullable Publication publication;
  private long pollTimer = -1;
  private long lastFrameNanos;
  private long bytes;
  private boolean closed;

  ServerPublisher(
      PublishRequest request,
      SessionDescription announced,
      String announcedUri,
      ServerSession session) {
    this.request = request;
    this.announced = announced;
    this.announcedUri = announcedUri;
    this.session = session;
  }

  @Override
  public StreamKey key() {
    return request.key();
  }

  @Override
  public Admission.Granted by() {
    Admission.Granted admitted = request.admitted();
    return admitted == null ? Admission.Granted.INSTANCE : admitted;
  }

  @Override
  public SessionView.Kind kind() {
    return SessionView.Kind.PUBLISHER;
  }

  @Override
  public boolean isStreaming() {
    return publication != null;
  }

  /// @param transport of the request, null without
  Future<TransportHeader> setUp(String uri, @Nullable String transport) throws RequestRefused {
    if (publication != null) {
      throw new RequestRefused(RtspStatus.NOT_VALID_IN_THIS_STATE, "it records");
    }
    int media = mediaOf(uri);
    boolean free = setUp.isEmpty();
    ServerTransports.Allowed allowed =
        new ServerTransports.Allowed(
            free || paths.isEmpty(), !session.isTls() && (free || channels.isEmpty()), false);
    TransportHeader chosen = ServerTransports.choose(transport, allowed);
    if (chosen.isTcp()) {
      PortPair pair = ServerTransports.channels(chosen.interleaved(), channels.values());
      channels.put(media, pair);
      setUp.add(media);
      return Future.succeededFuture(TransportHeader.tcp(pair, true));
    }
    PortPair client = chosen.clientPorts();
    if (client == null) {
      throw new IllegalStateException("chosen without ports");
    }
    return DatagramPath.open(session.vertx(), session.remoteHost(), media, this::datagram)
        .recover(DatagramOutput::noPorts)
        .map(path -> {
          path.peer(client);
          paths.put(media, path);
          setUp.add(media);
          if (closed) {
            path.close();
          }
          return TransportHeader.udp(client, true).withServerPorts(path.ports());
        });
  }

  /// By its control; clients put that behind the URL with its query, or before the query. One that
  /// matches none is the next that is not set up.
  private int mediaOf(String uri) throws RequestRefused {
    List<MediaDescription> media = announced.media();
    String bare = withoutQuery(announcedUri);
    for (int i = 0; i < media.size(); i++) {
      String control = media.get(i).control();
      boolean named = !control.isEmpty() && !control.equals("*");
      boolean same =
          uri.equals(RtspUrl.control(announcedUri, control))
              || withoutQuery(uri).equals(RtspUrl.control(bare, control));
      if (named && same) {
        return unlessSetUp(i);
      }
    }
    for (int i = 0; i < media.size(); i++) {
      if (!setUp.contains(i)) {
        return i;
      }
    }
    throw new RequestRefused(RtspStatus.NOT_FOUND, "no such media was announced");
  }

  private int unlessSetUp(int media) throws RequestRefused {
    if (setUp.contains(media)) {
      throw new RequestRefused(RtspStatus.NOT_VALID_IN_THIS_STATE, "this media is set up");
    }
    return media;
  }

  private static String withoutQuery(String uri) {
    int question = uri.indexOf('?');
    return question < 0 ? uri : uri.substring(0, question);
  }

  /// Takes the key.
  void record() throws RequestRefused {
    if (publication != null) {
      return; // once more
    }
    if (setUp.isEmpty()) {
      throw new RequestRefused(RtspStatus.NOT_VALID_IN_THIS_STATE, "SETUP first");
    }
    publication =
        switch (session.service().streams().publish(request, new Owned())) {
          case PublishResult.Refused no -> throw RequestRefused.of(no.refusal(), no.message());
          case PublishResult.Accepted accepted -> accepted.publication();
        };
    boolean overUdp = !paths.isEmpty();
    long ssrc = ThreadLocalRandom.current().nextLong(1L << 32);
    ReceptionOptions receiving =
        overUdp ? ReceptionOptions.overUdp(ssrc) : ReceptionOptions.overTcp(ssrc);
    List<MediaDescription> sections = setUp.stream().map(announced.media()::get).toList();
    reception = new RtpReception(sections, this::emit, receiving, this::feedback);
    lastFrameNanos = System.nanoTime();
    if (overUdp) {
      pollTimer = session.vertx().setPeriodic(POLL_MS, _ -> read());
    }
  }

  private final class Owned implements Publication.Owner {
    @Override
    public void closed(CloseReason reason) {
      session.close(reason);
    }

    @Override
    public void keyFrameWanted() {
      RtpReception receiving = reception;
      if (!closed && receiving != null) {
        receiving.requestKeyFrame();
        receiving.poll(System.nanoTime());
      }
    }
  }

  private void emit(StreamEvent event) {
    Publication to = publication;
    if (to != null && !(event instanceof StreamEvent.EndOfStream)) {
      if (event instanceof Frame) {
        lastFrameNanos = System.nanoTime();
      }
      to.emit(event);
    }
  }

  @Override
  public void packet(Interleaved packet) {
    for (Map.Entry<Integer, PortPair> entry : channels.entrySet()) {
      PortPair pair = entry.getValue();
      if (pair.rtp() == packet.channel() || pair.rtcp() == packet.channel()) {
        received(entry.getKey(), pair.rtcp() == packet.channel(), packet.payload());
        return;
      }
    }
  }

  /// A bug does not go up into the socket's handler.
  private void datagram(int media, boolean rtcp, Bytes packet) {
    session.guarded(() -> received(media, rtcp, packet));
  }

  private void received(int media, boolean rtcp, Bytes packet) {
    RtpReception receiving = reception;
    if (closed || receiving == null) {
      return; // before RECORD
    }
    bytes += packet.length();
    int index = setUp.indexOf(media);
    if (rtcp) {
      receiving.rtcp(index, packet, System.nanoTime());
    } else {
      receiving.rtp(index, packet, System.nanoTime());
    }
  }

  /// What waits for a time comes now.
  @Override
  public void read() {
    RtpReception receiving = reception;
    if (!closed && receiving != null) {
      session.guarded(() -> receiving.poll(System.nanoTime()));
    }
  }

  /// Reports, and requests for what was lost.
  private void feedback(int index, Bytes compound) {
    int media = setUp.get(index);
    DatagramPath path = paths.get(media);
    PortPair pair = channels.get(media);
    if (path != null) {
      path.rtcp(compound);
    } else if (pair != null && !session.connection().isFull()) {
      ByteWriter out = new ByteWriter(Interleaved.HEADER_LENGTH + compound.length());
      RtspWriter.header(pair.rtcp(), compound.length(), out);
      session.connection().write(out.write(compound).toBytes());
    }
  }

  @Override
  public void tick(long nowNanos) {
    read();
    if (publication != null && nowNanos - lastFrameNanos > session.idleTimeoutNanos()) {
      session.close(CloseReason.IDLE_TIMEOUT);
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public long drops() {
    return publication == null ? 0 : publication.dropped();
  }

  @Override
  public void close(CloseReason reason) {
    if (closed) {
      return;
    }
    if (reception != null) {
      reception.end(); // the last frame, if it is whole
    }
    closed = true;
    session.vertx().cancelTimer(pollTimer);
    paths.values().forEach(DatagramPath::close);
    if (publication != null) {
      publication.close(reason);
    }
  }
}
