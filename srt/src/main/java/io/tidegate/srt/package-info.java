/// SRT as the gateway sees it: ports that take callers, remote peers that are called, and the
/// sessions of those who publish.
///
/// [SrtEndpoint] is where to start. A caller passes `Doorkeeper` inside its handshake, becomes an
/// [SrtConnection], and by its mode a publisher or a reader ([SrtOutputs]).
package io.tidegate.srt;
