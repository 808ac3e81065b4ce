/// MPEG-TS over UDP as the gateway sees it: sources that it listens for, and pushes that it sends.
///
/// [UdpEndpoint] is where to start.
package io.tidegate.udp;
