package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.message.Interleaved;
import io.tidegate.rtsp.message.Method;
import io.tidegate.rtsp.message.RtspResponse;
import io.tidegate.rtsp.message.SessionHeader;
import io.tidegate.rtsp.message.TransportHeader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/// SETUP, one track after the other, and the ways their packets take. RFC 2326 §10.4.
/// Loop-confined.
final class TrackSetup {
  private final Vertx vertx;
  private final RtspClient client;
  private final MediaPlan plan;
  private final Way way;
  private final TrackPath.Receiver receiver;
  private final List<TrackPath> paths = new ArrayList<>();
  private @Nullable SessionHeader session;
  private boolean closed;

  TrackSetup(Vertx vertx, RtspClient client, MediaPlan plan, Way way, TrackPath.Receiver receiver) {
    this.vertx = vertx;
    this.client = client;
    this.plan = plan;
    this.way = way;
    this.receiver = receiver;
  }

  /// @param transport not [RtspTransport#AUTO]
  /// @param asConnected datagrams come to and leave from our end of the connection alone
  /// @param trafficClass of what we send, as IP headers have it
  record Way(RtspTransport transport, boolean asConnected, int trafficClass) {}

  /// All tracks, in order; the session that came of it.
  Future<SessionHeader> run() {
    return setUp(0);
  }

  private Future<SessionHeader> setUp(int media) {
    if (media == plan.tracks().size()) {
      return session == null
          ? Future.failedFuture(
              new PullFailure(PullFailure.Kind.AGAIN, "the camera names no session"))
          : Future.succeededFuture(session);
    }
    return path(media).compose(path -> request(media, path)).compose(_ -> setUp(media + 1));
  }

  private Future<? extends TrackPath> path(int media) {
    return switch (way.transport()) {
      case UDP -> datagramPath(media);
      case MULTICAST -> Future.succeededFuture(multicastPath(media));
      case AUTO, TCP, HTTP -> Future.succeededFuture(new InterleavedPath(client, media));
    };
  }

  private Future<DatagramPath> datagramPath(int media) {
    RtspConnection connection = client.connection();
    String local = way.asConnected() ? connection.localHost() : "";
    DatagramPath.Ends ends =
        new DatagramPath.Ends(local, connection.remoteHost(), way.trafficClass());
    return DatagramPath.open(vertx, ends, media, receiver);
  }

  private TrackPath multicastPath(int media) {
    MediaPlan.Track track = plan.tracks().get(media);
    return new MulticastPath(
        vertx, client.connection(), track.connection(), track.media().port(), media, receiver);
  }

  private Future<Void> request(int media, TrackPath path) {
    if (closed) {
      path.close();
      return Future.failedFuture(new PullFailure(PullFailure.Kind.AGAIN, "closed"));
    }
    paths.add(path);
    Headers headers = Headers.NONE.with("Transport", path.offer().toString());
    if (session != null) {
      headers = headers.with("Session", session.id());
    }
    return client
        .request(Method.SETUP, plan.tracks().get(media).uri(), headers)
        .compose(answer -> agreed(path, answer));
  }

  private Future<Void> agreed(TrackPath path, RtspResponse answer) {
    try {
      CameraTalk.checkStatus(Method.SETUP, answer);
      String named = answer.headers().first("Session");
      if (named != null) {
        session = SessionHeader.parse(named);
      }
      String transport = answer.headers().first("Transport");
      return path.agreed(transport == null ? path.offer() : TransportHeader.first(transport));
    } catch (PullFailure failure) {
      return Future.failedFuture(failure);
    } catch (MalformedException broken) {
      String message = "the answer to SETUP makes no sense: " + broken.getMessage();
      return Future.failedFuture(new PullFailure(PullFailure.Kind.AGAIN, message));
    }
  }

  /// Hands an interleaved packet to its track; one of no track is dropped.
  void packet(Interleaved packet) {
    for (int media = 0; media < paths.size(); media++) {
      if (paths.get(media) instanceof InterleavedPath path) {
        Boolean isRtcp = path.isRtcp(packet.channel());
        if (isRtcp != null) {
          receiver.packet(media, isRtcp, packet.payload());
          return;
        }
      }
    }
  }

  void rtcp(int media, Bytes compound) {
    paths.get(media).rtcp(compound);
  }

  void close() {
    closed = true;
    paths.forEach(TrackPath::close);
  }
}
