#!/bin/sh
# Deploys stack.yml with the labels that let functions scale to zero. Only OpenFaaS Standard and Enterprise take them;
# the Community Edition refuses to deploy a function that has one.
exec faas-cli deploy --label com.openfaas.scale.zero=true --label com.openfaas.scale.zero-duration=15m "$@"
