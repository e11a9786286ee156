"""The tests of continual-inference's own suite, each with ours of the same behaviour, or the reason why there is none.

A test of ours is named by the start of its id in pytest, seen from the folder tests; several by a tuple.
"""

WINDOWS = "pytorch/test_behaviours_windows.py::"
CONTAINERS = "pytorch/test_behaviours_containers.py::"
LAYERS = "pytorch/test_behaviours_layers.py::"
WRONGS = "pytorch/test_library_wrongs.py::"


def windows(*names: str) -> tuple[str, ...]:
    return tuple(f"{WINDOWS}test_windows[{name}]" for name in names)


def containers(*names: str) -> tuple[str, ...]:
    return tuple(f"{CONTAINERS}test_containers[{name}]" for name in names)


def layers(*names: str) -> tuple[str, ...]:
    return tuple(f"{LAYERS}test_layers[{name}]" for name in names)


# What its suite has, as of 1.2.4.
SUITE: dict[str, str] = {
    "about": "test_info",
    "closure": "test_add test_multiply test_lambda test_lambda_call_specific_fns test_identity test_constant test_zero "
               "test_one",
    "container": "test_rnn_conv_seq test_sequential test_sequential_receptive_field test_sequential_with_None "
                 "test_sum_reduce test_concat_reduce test_residual test_residual_shrink_centered "
                 "test_residual_shrink_lagging test_residual_shrink_leading test_broadcast_reduce test_flat_state_dict "
                 "test_conditional_only_first test_conditional_both_cases test_conditional_delay "
                 "test_condition_torch_modules test_broadcast test_parallel test_reduce test_parallel_sequential "
                 "test_parallel_dispatch",
    "conv": "test_cpp_impl_1d test_cpp_impl_2d test_Conv1d test_Conv1d_stride test_Conv2d test_Conv2d_stride "
            "test_basic_forward test_forward_long_kernel test_from_conv3d test_from_conv3d_bad_shape test_complex "
            "test_forward_continuation test_stacked_impulse_response test_stacked_no_pad test_update_state_false",
    "convert": "test_forward_stepping",
    "delay": "test_delay_3d test_delay_2d test_delay_forward test_state test_zero_delay test_repr test_auto_shrink",
    "example": "test_paper_example test_readme_example test_residual test_mb_conv test_inception_module "
               "test_inception_module_alt test_se test_linear",
    "linear": "test_linear",
    "logging": "test_log_once",
    "multihead_attention.retroactive_mha": "test_multi_head_attention test_scaled_dot_product_attention_step "
                                           "test_flops",
    "multihead_attention.single_output_mha": "test_multi_head_attention_default_query_index "
                                             "test_multi_head_attention_nondefault_query_index test_flops",
    "multihead_attention.stacked_mha": "test_stacked_mha",
    "norm": "test_nn_norms",
    "onnx": "test_conv_forward_step test_sequential_pure test_sequential_mixed test_residual test_advanced_routing "
            "test_trans_enc_b1 test_trans_enc_b2 test_trans_enc_full test_rnn_mix",
    "pool": "test_AvgPool1d_padded test_AvgPool2d_stride test_AvgPool3d test_MaxPool1d_dilation test_MaxPool2d "
            "test_MaxPool3d test_AdaptiveAvgPool2d test_AdaptiveAvgPool3d test_AdaptiveMaxPool2d "
            "test_AdaptiveMaxPool3d",
    "positional_encoding": "test_RecyclingPositionalEncoding_learned test_RecyclingPositionalEncoding_static",
    "ptflops": "test_conv test_linear test_sequential test_broadcast_reduce test_converted",
    "rnn": "test_rnn test_gru test_lstm",
    "shape": "test_reshape",
    "transformer": "test_trans_enc_b1 test_trans_enc_b2",
    "utils": "test_temporary_parameter",
}

ATTENTION = "pytorch/test_attention.py::"
TRANSFORMERS = "pytorch/test_co_oadtr.py::"
ATTENTION_COST = f"{TRANSFORMERS}test_steps_of_attention_cost_less_than_a_window"
CHOICE = (f"{WRONGS}test_conditional_drops_the_flush_and_keeps_what_it_should_not",)
COVERED: dict[str, tuple[str, ...]] = {
    "closure.test_add": layers("add-int", "add-float", "add-tensor"),
    "closure.test_multiply": layers("multiply-int", "multiply-float", "multiply-tensor"),
    "closure.test_lambda": layers("lambda", "lambda-time", "lambda-module"),
    "closure.test_lambda_call_specific_fns": layers("lambda-of-forward"),
    **{f"closure.test_{name.lower()}": (f"pytorch/test_library_modules.py::test_equals_forward[{name}]",)
       for name in ("Identity", "Constant", "Zero", "One")},
    "container.test_rnn_conv_seq": (
        *containers("RNN-Conv-LSTM"), f"{CONTAINERS}test_a_stream_begins_again_behind_a_reset[RNN-Conv-LSTM]"
    ),
    "container.test_sequential": (
        *containers("Sequential"), f"{CONTAINERS}test_a_stream_begins_again_behind_a_reset[Sequential]"
    ),
    "container.test_sequential_receptive_field": (
        *containers("Sequential-10", "Sequential-10-padded", "Sequential-strides", "Sequential-strides-padded"),
        f"{CONTAINERS}test_the_number_of_frames_follows_from_the_facts[",
    ),
    "container.test_sequential_with_None": containers("Sequential-with-None"),
    "container.test_sum_reduce": containers("Reduce-sum"),
    "container.test_concat_reduce": containers("Reduce-concat"),
    "container.test_residual": (*containers("Residual"), f"{CONTAINERS}test_numbers_that_can_be_counted[Residual-"),
    **{f"container.test_residual_shrink_{shrink}": containers(f"Residual-{shrink}")
       for shrink in ("centered", "lagging", "leading")},
    "container.test_broadcast_reduce": (
        *containers("BroadcastReduce"), f"{CONTAINERS}test_numbers_that_can_be_counted[BroadcastReduce-"
    ),
    "container.test_broadcast": containers("Broadcast"),
    "container.test_parallel": containers("Parallel"),
    "container.test_reduce": containers("Reduce-sum", "Reduce-max"),
    "container.test_parallel_sequential": (f"{CONTAINERS}test_equivalent_containers_are_one_network",),
    "container.test_parallel_dispatch": (
        *containers("ParallelDispatch"), f"{CONTAINERS}test_dispatch_takes_places_alone"
    ),
    **{f"container.test_conditional_{name}": (
        *CHOICE, *containers("Conditional", "Conditional-else", "Conditional-none")
    ) for name in ("only_first", "both_cases")},
    "container.test_conditional_delay": containers("Conditional-delay"),
    "conv.test_cpp_impl_1d": windows("Conv1d"),
    "conv.test_cpp_impl_2d": windows("Conv2d"),
    "conv.test_Conv1d": windows("Conv1d"),
    "conv.test_Conv1d_stride": windows("Conv1d-stride"),
    "conv.test_Conv2d": windows("Conv2d"),
    "conv.test_Conv2d_stride": windows("Conv2d-stride"),
    "conv.test_basic_forward": windows("Conv3d"),
    "conv.test_forward_long_kernel": windows("Conv3d"),
    "conv.test_from_conv3d": windows("Conv3d"),
    "conv.test_from_conv3d_bad_shape": windows("Conv3d-dilated-in-time"),
    "conv.test_complex": (f"{WINDOWS}test_everything_at_once", f"{WINDOWS}test_padding_with_the_edges"),
    "conv.test_forward_continuation": (f"{WINDOWS}test_a_stream_goes_on_behind_a_flush",),
    "conv.test_stacked_impulse_response": (
        *windows("Conv3d-stacked"), f"{WINDOWS}test_an_impulse_is_seen_for_the_receptive_field"
    ),
    "conv.test_stacked_no_pad": (*windows("Conv3d-no-pad"), f"{WINDOWS}test_a_window_moves_on_by_a_frame"),
    "conv.test_update_state_false": windows("Conv3d-padded"),
    "convert.test_forward_stepping": (*layers("forward-stepping"), f"{LAYERS}test_the_wrapped_module_stays_as_it_was"),
    "delay.test_delay_3d": containers("Delay-3d"),
    "delay.test_delay_2d": containers("Delay-2d"),
    "delay.test_delay_forward": containers("Delay-2d"),
    "delay.test_state": (f"{CONTAINERS}test_a_delay_before_a_join_delays_nothing",),
    "delay.test_zero_delay": containers("Delay-0"),
    "delay.test_auto_shrink": containers("Delay-auto-shrink"),
    "example.test_paper_example": layers("paper"),
    "example.test_readme_example": (*layers("readme"), f"{LAYERS}test_a_pretrained_convolution_as_in_the_readme"),
    "example.test_residual": (
        *layers(*(f"meeting-{kind}" for kind in ("streams", "branches", "residual"))),
        f"{LAYERS}test_three_ways_to_meet_are_one_network",
    ),
    "example.test_mb_conv": layers("mb_conv"),
    "example.test_inception_module": layers("inception"),
    "example.test_inception_module_alt": layers("inception-of-parts"),
    "example.test_se": (*layers("excitation"), f"{LAYERS}test_an_excitation_without_a_shrink_is_as_in_steps"),
    "example.test_linear": layers("pooled-linear"),
    "linear.test_linear": layers("linear", "linear-last"),
    "norm.test_nn_norms": (*layers("norms"), f"{LAYERS}test_a_group_norm_over_time_is_refused"),
    "onnx.test_conv_forward_step": layers("conv-5"),
    "onnx.test_sequential_pure": layers("conv-pure"),
    "onnx.test_sequential_mixed": layers("conv-mixed"),
    "onnx.test_residual": layers("residual-5"),
    "onnx.test_advanced_routing": layers("swapped"),
    "onnx.test_rnn_mix": layers("rnn-mix"),
    "pool.test_AvgPool1d_padded": (*windows("AvgPool1d-padded"), f"{WINDOWS}test_a_pool_in_pieces"),
    "pool.test_AvgPool2d_stride": windows("AvgPool2d-stride"),
    "pool.test_AvgPool3d": windows("AvgPool3d"),
    "pool.test_MaxPool1d_dilation": windows("MaxPool1d-dilation"),
    "pool.test_MaxPool2d": windows("MaxPool2d"),
    "pool.test_MaxPool3d": windows("MaxPool3d"),
    **{f"pool.test_Adaptive{kind}Pool{d}d": windows(f"Adaptive{kind}Pool{d}d")
       for kind in ("Avg", "Max") for d in (2, 3)},
    **{f"rnn.test_{name.lower()}": (*layers(f"co-{name}", f"nn-{name}"),
                                    f"{LAYERS}test_a_state_goes_on_and_starts_anew[{name}]")
       for name in ("RNN", "GRU", "LSTM")},
    "shape.test_reshape": layers("reshape", "reshape-contiguous"),
    "container.test_flat_state_dict": (
        "pytorch/test_continual_modules.py::test_plain_modules_compute_the_same_with_the_same_parameters[",
        "pytorch/test_modules.py::test_exported_networks_are_readable_and_take_other_weights",
    ),
    "multihead_attention.retroactive_mha.test_multi_head_attention": (
        f"{ATTENTION}test_retroactive[", f"{ATTENTION}test_queries_keys_and_values["
    ),
    "multihead_attention.retroactive_mha.test_scaled_dot_product_attention_step": (
        f"{ATTENTION}test_retroactive[", f"{ATTENTION}test_large_logits["
    ),
    "multihead_attention.single_output_mha.test_multi_head_attention_default_query_index": (
        f"{ATTENTION}test_single_output[channels second--1-", f"{ATTENTION}test_queries_keys_and_values["
    ),
    "multihead_attention.single_output_mha.test_multi_head_attention_nondefault_query_index": (
        f"{ATTENTION}test_single_output[channels second-2-",
    ),
    **{f"multihead_attention.{kind}_mha.test_flops": (ATTENTION_COST,) for kind in ("retroactive", "single_output")},
    "multihead_attention.stacked_mha.test_stacked_mha": (f"{TRANSFORMERS}test_stacked_attentions[",),
    **{f"positional_encoding.test_RecyclingPositionalEncoding_{kind}": (f"{ATTENTION}test_recycling_positions[",)
       for kind in ("learned", "static")},
    **{f"transformer.test_trans_enc_b{layers}": (
        f"{ATTENTION}test_encoder_built_from_pytorchs[{layers}]", f"{TRANSFORMERS}test_equals_forward[{layers}-"
    ) for layers in (1, 2)},
    **{f"ptflops.test_{name}": ("numeric/test_examples.py::test_multiply_adds",)
       for name in ("conv", "linear", "sequential", "broadcast_reduce", "converted")},
}

# Behaviours that a compiled network does not have, each with the reason.
NOT_OURS: dict[str, str] = {
    "about.test_info": "the version and the authors of a Python package",
    "container.test_condition_torch_modules": "the text of a Python object",
    "delay.test_repr": "the text of a Python object",
    "logging.test_log_once": "a Python logger",
    "onnx.test_trans_enc_b1": "its network is that of the tests of transformers; there is no export to ONNX",
    "onnx.test_trans_enc_b2": "as above",
    "onnx.test_trans_enc_full": "as above",
    "utils.test_temporary_parameter": "a helper of the library's own code",
}


def names() -> list[str]:
    """All tests of the suite, as `file.test`."""
    return [f"{file}.{test}" for file, tests in SUITE.items() for test in tests.split()]
