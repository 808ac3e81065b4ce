/// Cameras that are found and described by ONVIF: WS-Discovery, device and media services.
package io.tidegate.gateway.onvif;
