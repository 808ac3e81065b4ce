/// RTP and RTCP (RFC 3550) with their payload formats: packets to stream events and back.
///
/// Pure: no socket, no clock, time comes as a parameter. [io.tidegate.rtsp.rtp.RtpReception] and
/// [io.tidegate.rtsp.rtp.RtpTransmission] are the faces that sessions use. RTP is lossy: nothing
/// here throws on what a peer sent, everything is counted by its reason.
package io.tidegate.rtsp.rtp;
