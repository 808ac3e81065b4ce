package io.tidegate.srt.relay;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.srt.arq.DecisionLog;
import io.tidegate.srt.arq.LinkView;
import io.tidegate.srt.arq.ReceiverArq;
import io.tidegate.srt.arq.SenderArq;
import io.tidegate.srt.packet.ControlType;
import io.tidegate.srt.packet.FullAck;
import io.tidegate.srt.packet.Handshake;
import io.tidegate.srt.packet.HandshakeTerms;
import io.tidegate.srt.packet.LossList;
import io.tidegate.srt.packet.SrtPacket;
import java.nio.ByteBuffer;

/// Reads the packets of one peer as they pass, and drives its engines: a [ReceiverArq] once data
/// comes in, a [SenderArq] once data goes out. Relay thread only.
///
/// Whatever goes wrong in here, [PeerFlow] forwards on: it catches what this throws and calls
/// [#stop].
final class PeerArq {
  /// The policy that only watches: it never asks for a copy.
  private static final String STOCK = "stock";

  private final PeerFlow flow;
  private final PeerFacts facts;
  private final RelayPeer peer;
  private final ReportWriter writer;
  private final ScratchPackets scratch;
  private final LossList.RangeConsumer reported = this::reported;
  private final ReportWriter.Output output;
  private String policy = "";
  private @Nullable ReceiverArq receiver;
  private @Nullable SenderArq sender;
  private @Nullable PacketCache cache;
  private @Nullable DecisionLog inboundLog;
  private @Nullable DecisionLog outboundLog;
  private boolean stopped;
  private long nowNanos;
  private int agreedInMs = -1;
  private int agreedOutMs = -1;
  private boolean shutDown;

  PeerArq(PeerFlow flow, PeerFacts facts, RelayPeer peer, ScratchPackets scratch) {
    this.flow = flow;
    this.facts = facts;
    this.peer = peer;
    this.scratch = scratch;
    this.writer = new ReportWriter(scratch);
    this.output = flow::emit;
  }

  /// A packet from the network, which goes on to libsrt afterwards.
  void fromNetwork(ByteBuffer buffer, int at, int length, long now) {
    nowNanos = now;
    if (SrtPacket.isControl(buffer, at)) {
      controlFromNetwork(buffer, at, length);
    } else if (SrtPacket.destination(buffer, at) == facts.ourSocketId()
        && SrtPacket.messageNumber(buffer, at) != SrtPacket.FILTER_MESSAGE_NUMBER) {
      ReceiverArq engine = receiver();
      if (engine != null) {
        engine.data(
            SrtPacket.sequence(buffer, at),
            SrtPacket.isRetransmitted(buffer, at),
            SrtPacket.timestampMicros(buffer, at),
            now);
      }
    }
  }

  private void controlFromNetwork(ByteBuffer buffer, int at, int length) {
    int type = SrtPacket.controlType(buffer, at);
    if (type == ControlType.HANDSHAKE) {
      handshake(buffer, at, length, true);
    } else if (SrtPacket.destination(buffer, at) == facts.ourSocketId()) {
      switch (type) {
        case ControlType.ACK -> {
          if (sender != null && FullAck.isFull(length)) {
            sender.ack(
                FullAck.firstMissing(buffer, at),
                FullAck.rttMicros(buffer, at),
                FullAck.rttVarMicros(buffer, at),
                nowNanos);
          }
        }
        case ControlType.NAK -> {
          flow.counters().reportsReceived++;
          if (sender != null) {
            int list = at + SrtPacket.HEADER_BYTES;
            LossList.read(buffer, list, length - SrtPacket.HEADER_BYTES, reported);
          }
        }
        case ControlType.ACKACK -> {
          if (receiver != null) {
            receiver.ackAck(SrtPacket.additional(buffer, at), nowNanos);
          }
        }
        case ControlType.SHUTDOWN -> shutDown = true;
        case ControlType.EXTENDED -> terms(buffer, at, length, true);
        default -> {} // keep-alives, drop requests and what nobody knows
      }
    }
  }

  /// A packet from libsrt.
  ///
  /// @return false when it must not go on
  boolean fromLibsrt(ByteBuffer buffer, int at, int length, long now) {
    nowNanos = now;
    if (SrtPacket.isControl(buffer, at)) {
      return controlFromLibsrt(buffer, at, length);
    }
    if (SrtPacket.destination(buffer, at) == facts.peerSocketId()
        && SrtPacket.messageNumber(buffer, at) != SrtPacket.FILTER_MESSAGE_NUMBER) {
      SenderArq engine = sender();
      if (engine != null) {
        engine.data(SrtPacket.sequence(buffer, at), SrtPacket.isRetransmitted(buffer, at), now);
      }
      if (cache != null) {
        cache.put(buffer, at, length, flow.latencyNanos(facts.latencyOutMs()), now);
      }
    }
    return true;
  }

  private boolean controlFromLibsrt(ByteBuffer buffer, int at, int length) {
    int type = SrtPacket.controlType(buffer, at);
    if (type == ControlType.HANDSHAKE) {
      handshake(buffer, at, length, false);
      return true;
    }
    if (SrtPacket.destination(buffer, at) != facts.peerSocketId()) {
      return true;
    }
    writer.learn(SrtPacket.timestampMicros(buffer, at), nowNanos);
    switch (type) {
      case ControlType.ACK -> {
        if (receiver != null && FullAck.isFull(length)) {
          int rttVar = FullAck.rttVarMicros(buffer, at);
          int written =
              receiver.ack(
                  SrtPacket.additional(buffer, at),
                  FullAck.rttMicros(buffer, at),
                  rttVar,
                  nowNanos);
          if (written != rttVar) {
            FullAck.writeRttVarMicros(buffer, at, written);
          }
        }
      }
      case ControlType.NAK -> {
        if (receiver != null && !receiver.forwardsReports()) {
          flow.counters().reportsHeldBack++;
          return false;
        }
        flow.counters().reportsSent++;
      }
      case ControlType.SHUTDOWN -> shutDown = true;
      case ControlType.EXTENDED -> terms(buffer, at, length, false);
      default -> {} // see above
    }
    return true;
  }

  private void handshake(ByteBuffer buffer, int at, int length, boolean fromNetwork) {
    try {
      Handshake handshake = Handshake.parse(buffer, at, length);
      if (!fromNetwork) {
        facts.fromLibsrt(handshake);
      } else if (facts.fromNetwork(handshake)) {
        renew();
      }
    } catch (MalformedException odd) {
      flow.counters().malformed++;
    }
  }

  /// How peers of SRT 1.2 agree (draft-sharabayko-srt-01 appendix, libsrt's UMSG_EXT).
  private void terms(ByteBuffer buffer, int at, int length, boolean fromNetwork) {
    int subtype = SrtPacket.controlSubtype(buffer, at);
    if (subtype != HandshakeTerms.REQUEST && subtype != HandshakeTerms.RESPONSE) {
      return;
    }
    try {
      HandshakeTerms terms =
          HandshakeTerms.parse(
              buffer, at + SrtPacket.HEADER_BYTES, length - SrtPacket.HEADER_BYTES);
      if (subtype == HandshakeTerms.RESPONSE && fromNetwork) {
        facts.responseFromNetwork(terms);
      } else if (subtype == HandshakeTerms.RESPONSE) {
        facts.responseFromLibsrt(terms);
      } else if (fromNetwork) {
        facts.requestFromNetwork(terms);
      }
    } catch (MalformedException odd) {
      flow.counters().malformed++;
    }
  }

  /// Another session begins at the same address.
  private void renew() {
    receiver = null;
    sender = null;
    cache = null;
    stopped = false;
    shutDown = false;
    agreedInMs = -1;
    agreedOutMs = -1;
    writer.forget();
    peer.renewed();
    policy = "";
  }

  private @Nullable ReceiverArq receiver() {
    if (!ready()) {
      return null;
    }
    if (receiver == null) {
      inboundLog = new DecisionLog();
      receiver = new ReceiverArq(flow.policy(policy), this::report, inboundLog, nowNanos);
      peer.log(inboundLog, outboundLog);
      receiver.agreed(flow.latencyMs(facts.latencyInMs()));
      agreedInMs = facts.latencyInMs();
    } else if (agreedInMs != facts.latencyInMs()) {
      agreedInMs = facts.latencyInMs();
      receiver.agreed(flow.latencyMs(agreedInMs));
    }
    return receiver;
  }

  private @Nullable SenderArq sender() {
    if (!ready()) {
      return null;
    }
    if (sender == null) {
      cache = policy.equals(STOCK) ? null : new PacketCache();
      outboundLog = new DecisionLog();
      sender = new SenderArq(flow.policy(policy), this::resend, outboundLog, nowNanos);
      peer.log(inboundLog, outboundLog);
      sender.agreed(flow.latencyMs(facts.latencyOutMs()));
      agreedOutMs = facts.latencyOutMs();
    } else if (agreedOutMs != facts.latencyOutMs()) {
      agreedOutMs = facts.latencyOutMs();
      sender.agreed(flow.latencyMs(agreedOutMs));
    }
    return sender;
  }

  /// Whether engines may work: the session stands, and somebody chose a policy for it.
  private boolean ready() {
    if (stopped || !facts.agreed()) {
      return false;
    }
    String chosen = peer.chosenPolicy();
    if (!chosen.equals(policy)) {
      policy = chosen;
      receiver = null;
      sender = null;
      cache = null;
    }
    return !chosen.isEmpty();
  }

  private void report(int[] sequences, int count) {
    int packets = writer.write(sequences, count, facts.peerSocketId(), nowNanos, output);
    flow.counters().reportsSent += packets;
  }

  private void resend(int sequence) {
    if (cache == null) {
      return;
    }
    int slot = scratch.take();
    int length = cache.copy(sequence, scratch.buffer(), scratch.at(slot));
    if (length > 0) {
      flow.counters().copiesSent++;
      output.send(scratch.buffer(), scratch.at(slot), length, scratch.address(slot));
    }
  }

  private void reported(int first, int last) {
    if (sender != null) {
      sender.reported(first, last, nowNanos);
    }
  }

  /// Does what engines have due.
  void poll(long now) {
    nowNanos = now;
    if (receiver != null) {
      receiver.poll(now);
    }
    if (sender != null) {
      sender.poll(now);
    }
  }

  /// When an engine has something due, or `none`.
  long nextDueNanos(long none) {
    long due = none;
    if (receiver != null) {
      due = Math.min(due, receiver.nextDueNanos());
    }
    if (sender != null) {
      due = Math.min(due, sender.nextDueNanos());
    }
    return due;
  }

  /// Lets go of the engines for the rest of the session.
  void stop() {
    stopped = true;
    receiver = null;
    sender = null;
    cache = null;
  }

  /// One of the two said that it is over.
  boolean shutDown() {
    return shutDown;
  }

  @Nullable
  LinkView inbound() {
    return receiver == null ? null : receiver.view();
  }

  @Nullable
  LinkView outbound() {
    return sender == null ? null : sender.view();
  }
}
