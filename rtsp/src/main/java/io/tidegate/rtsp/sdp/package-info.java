/// Session descriptions (RFC 8866) as RTSP carries them: read with patience, written to the letter.
///
/// Pure: no socket, no clock. What cameras get wrong is borne with where it is read, and named
/// there.
package io.tidegate.rtsp.sdp;
