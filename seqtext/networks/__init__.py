"""Networks: layers, encoders, decoders, batches and the device."""
