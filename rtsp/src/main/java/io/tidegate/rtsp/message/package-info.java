/// RTSP 1.0 as bytes and text: messages, headers, credentials and URLs. RFC 2326, RFC 7826 where it
/// is clearer, RFC 7616 and RFC 7617.
///
/// Pure: no socket, no clock, no Vert.x. [RtspReader] makes messages of bytes, [RtspWriter] bytes
/// of messages; the other types take single headers apart.
package io.tidegate.rtsp.message;
