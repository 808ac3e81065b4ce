/// SRT on the wire: the fields of one packet, read and written in place on a [java.nio.ByteBuffer].
///
/// Pure: no socket, no clock. Follows draft-sharabayko-srt-01 §3 and the deviations of libsrt that
/// are named where they are handled. Buffers are big-endian, which is the default of Java.
package io.tidegate.srt.packet;
