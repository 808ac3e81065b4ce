/// The packet relay: the public UDP socket is ours, libsrt is reached on loopback, and what passes
/// is read by the retransmission engines of [io.tidegate.srt.arq].
///
/// [PacketRelay] is where to start. Packets are forwarded as they are, encrypted or not; what the
/// relay adds are loss reports and copies of its own, what it changes is RTTVar in
/// acknowledgements, and what it holds back are libsrt's loss reports, all only when a peer's
/// policy says so.
package io.tidegate.srt.relay;
