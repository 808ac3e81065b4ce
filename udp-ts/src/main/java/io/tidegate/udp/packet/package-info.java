/// The wire: transport stream packets in datagrams, with RTP or without, and when each goes out.
/// Pure: no sockets, no clock.
package io.tidegate.udp.packet;
