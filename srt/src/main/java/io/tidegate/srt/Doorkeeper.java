package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.srt.arq.HandshakePlan;
import io.tidegate.srt.lib.ListenHook;
import io.tidegate.srt.lib.SrtRejection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides about the callers of one port before they are connected, so that they are told a code.
/// On libsrt's receiving thread: look-ups in memory only.
final class Doorkeeper implements ListenHook {
  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

  /// Whoever is let in is connected within the 3 s that callers wait, or never.
  private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

  /// Somebody who was let in and is not connected yet.
  record Guest(String sessionId, SrtConnection.Peer peer, boolean offeredFilter, long sinceNanos) {}

  private final SrtPort port;
  private final SrtOptions options;
  private final SrtService service;
  private final LearnedLatency learned;
  private final Map<Integer, Guest> guests = new ConcurrentHashMap<>();
  private final LogLimit refusals = new LogLimit();
  private volatile int publicPort;

  Doorkeeper(SrtPort port, SrtOptions options, SrtService service, LearnedLatency learned) {
    this.port = port;
    this.options = options;
    this.service = service;
    this.learned = learned;
    this.publicPort = port.publicPort();
  }

  /// The port that callers know, once it is bound.
  void publicPort(int number) {
    publicPort = number;
  }

  @Override
  public Verdict decide(Call call) {
    InetSocketAddress real = port.addresses().of(call.seen());
    InetSocketAddress remote = real == null ? call.seen() : real;
    if (service.links().open() + guests.size() >= options.maxSessions()) {
      return refuse(remote, Refusal.LIMIT_REACHED, "too many SRT sessions");
    }
    StreamId id;
    try {
      id = StreamId.parse(call.streamId());
    } catch (StreamId.ModeException other) {
      return refuse(remote, SrtRejection.BAD_MODE, String.valueOf(other.getMessage()));
    } catch (IllegalArgumentException bad) {
      return refuse(remote, Refusal.BAD_KEY, String.valueOf(bad.getMessage()));
    }
    return switch (find(id, remote)) {
      case SrtProfiles.Decision.Refused refused ->
          refuse(remote, refused.refusal(), refused.message());
      case SrtProfiles.Decision.Accepted accepted -> admit(call, id, remote, accepted);
    };
  }

  private SrtProfiles.Decision find(StreamId id, InetSocketAddress remote) {
    StreamKey key = port.key();
    if (key != null) {
      StreamId bound = new StreamId(id.mode(), key.toString(), id.parameters());
      return service.profiles().find(bound, publicPort, remote);
    }
    if (id.resource().isEmpty()) {
      return new SrtProfiles.Decision.Refused(Refusal.NOT_FOUND, "no stream id");
    }
    return service.profiles().find(id, publicPort, remote);
  }

  private Verdict admit(
      Call call, StreamId id, InetSocketAddress remote, SrtProfiles.Decision.Accepted accepted) {
    StreamKey key = accepted.key();
    SrtProfile profile = accepted.profile();
    HandshakePlan plan = learned.plan(remote.getAddress(), key, profile);
    var peer = new SrtConnection.Peer(key, id, remote, profile, plan.why(), publicPort, null);
    String sessionId = service.sessions().nextId();
    Admission.Refused refused = refusal(sessionId, peer);
    if (refused != null) {
      return refuse(remote, refused.refusal(), refused.message());
    }
    guests.put(
        call.socket(),
        new Guest(sessionId, peer, !plan.packetFilter().isEmpty(), System.nanoTime()));
    port.observer().admitted(call.seen(), key, id, profile);
    return new Verdict.Accept(profile.settings(plan));
  }

  /// The answer as of now, to be told in the handshake; publishing asks again. One that takes time
  /// is no refusal: a handshake cannot wait for it, a connection can.
  private Admission.@Nullable Refused refusal(String sessionId, SrtConnection.Peer peer) {
    Admission admission =
        switch (peer.id().mode()) {
          case PUBLISH -> service.streams().wouldAdmit(publishRequest(sessionId, peer));
          case REQUEST -> wouldPlay(peer);
        };
    return admission instanceof Admission.Refused refused ? refused : null;
  }

  /// A stream that is waited for counts: a handshake cannot wait so long, a connection can.
  private Admission wouldPlay(SrtConnection.Peer peer) {
    PlayRequest request = playRequest(peer);
    Admission admission = service.streams().players().wouldFind(request);
    Admission.Refused full =
        admission instanceof Admission.Refused
            ? null
            : service.streams().players().crowded(request);
    return full == null ? admission : full;
  }

  static PlayRequest playRequest(SrtConnection.Peer peer) {
    return new PlayRequest(
        peer.key(), Protocol.SRT, peer.remoteText(), Credentials.of(peer.id().parameters()));
  }

  static PublishRequest publishRequest(String sessionId, SrtConnection.Peer peer) {
    return new PublishRequest(
        sessionId,
        peer.key(),
        Protocol.SRT,
        peer.remoteText(),
        Credentials.of(peer.id().parameters()),
        peer.called(),
        peer.target(),
        null);
  }

  private Verdict refuse(InetSocketAddress remote, Refusal refusal, String message) {
    return refuse(remote, Rejections.of(refusal), message);
  }

  private Verdict refuse(InetSocketAddress remote, SrtRejection rejection, String message) {
    service.links().callerRefused(rejection);
    long others = refusals.take(System.nanoTime());
    if (others >= 0) {
      LOG.warn(
          "srt caller {} refused with {}: {} ({} more in the last second)",
          remote,
          rejection.code(),
          message,
          others);
    }
    return new Verdict.Reject(rejection);
  }

  /// Who it is that was connected; null for one that is not on the list any more.
  @Nullable
  Guest connected(int socket) {
    return guests.remove(socket);
  }

  /// Notices who was let in and did not come. Once a second.
  void tick() {
    long now = System.nanoTime();
    guests.forEach((socket, guest) -> {
      if (now - guest.sinceNanos > PATIENCE_NANOS && guests.remove(socket, guest)) {
        missed(guest);
      }
    });
  }

  private void missed(Guest guest) {
    service.links().callerUnfinished();
    if (guest.offeredFilter) {
      learned.refusedFilter(guest.peer.remote().getAddress(), guest.peer.key());
    }
    if (refusals.take(System.nanoTime()) >= 0) {
      LOG.warn(
          "srt session {}: {} did not get through the handshake{}",
          guest.sessionId,
          guest.peer.remoteText(),
          guest.peer.profile().passphrase() == null ? "" : "; is its passphrase right?");
    }
  }
}
